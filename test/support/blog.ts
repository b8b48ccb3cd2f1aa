import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Core } from '../../src/core/core.ts';
import type { GatewayContext } from '../../src/gateways/gateway.ts';
import { createTimePrinter } from '../../src/gateways/time.ts';
import { type Fields, toQuery } from './encodings.ts';
import { type Answer, call, credentials, type TestPortico } from './portico.ts';

/** `md5(text)` as the blog's front end sends passwords. */
export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** A signed request's parameters, made as the document's own example makes them and not with the server's code. */
export function sign(fields: Fields, timestamp: unknown, secret: string = credentials.blogSecret): Fields {
  const parameters: Fields = { ...fields, timestamp };
  const values = Object.keys(parameters)
    .sort()
    .map((name) => {
      const value = parameters[name];
      return typeof value === 'string' ? value : JSON.stringify(value);
    });
  return { ...parameters, auth_key: credentials.blogKey, token: md5(values.join('') + secret) };
}

/** What the blog's gateway is given where a test builds one over a core of its own. */
export function blogContext(core: Core, logger: Logger): GatewayContext {
  return {
    core,
    settings: { hardened: false, signature: 'required', verifiedEmailRequired: false, approvalRequired: true },
    printTime: createTimePrinter('UTC'),
    logger,
    callers: { development: true, trustedProxies: [] },
    corsOrigins: [],
    publicUrl: undefined,
  };
}

/** A blog's front end: signs every request at the server's time. */
export function createBlogClient(at: TestPortico) {
  const now = (): number => at.clock.now();
  const get = (path: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    call(`${at.url}${path}?${toQuery(sign(fields, now()))}`, 'GET', undefined, headers);
  /** Posts parameters that are signed already. */
  const send = (path: string, parameters: Fields, headers: Record<string, string> = {}): Promise<Answer> =>
    call(at.url + path, 'POST', parameters, headers);
  const post = (path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Answer> =>
    send(path, sign(fields, now()), headers);

  /** A fresh captcha as the fields that solve it. */
  async function solveCaptcha(): Promise<{ captcha: string; captcha_id: string }> {
    const answer = await get('/blogapi/service/captcha');
    const id = answer.headers.get('x-captcha-id') as string;
    return { captcha: at.answerOf(id), captcha_id: id };
  }

  /** Registers `account` with the password `111111` and the e-mail `<account>@example.com`. */
  async function register(account: string, fields: Fields = {}): Promise<Answer> {
    const form = { account, password: md5('111111'), email: `${account}@example.com`, ...(await solveCaptcha()) };
    return post('/blogapi/reg', { ...form, ...fields });
  }

  const login = (account: string, password = '111111', fields: Fields = {}, headers: Record<string, string> = {}) =>
    post('/blogapi/login', { account, password: md5(password), ...fields }, headers);

  return { get, post, send, solveCaptcha, register, login };
}

/** What `createBlogClient` makes. */
export type BlogClient = ReturnType<typeof createBlogClient>;

/** A refusal in the contract's envelope, whose code is the HTTP status. */
export function assertFailure(answer: Answer, code: number, about = ''): void {
  assert.equal(answer.status, code, about);
  assert.equal(answer.body.code, code, about);
  assert.match(answer.body.msg, /\p{Script=Han}/u, about);
  assert.deepEqual(
    Object.keys(answer.body).filter((name) => name !== 'errors'),
    ['code', 'msg'],
    about,
  );
  assert.ok(answer.headers.get('x-request-id'), about);
}
