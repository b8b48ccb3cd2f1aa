import { createHash } from 'node:crypto';
import { document } from '../../gateways/blog/document.ts';
import type { HeaderRules } from '../checks/headers.ts';
import { caseMakers, createExpectations, inChinese } from '../every-contract/expectations.ts';
import type { Conversation } from '../run/conversation.ts';
import { CannotGoOn, NotRun } from '../run/not-run.ts';
import { randomName } from '../supplies/supplies.ts';
import { type Answer, textAt, valueAt } from '../wire/answer.ts';
import { type Body, type Fields, json, query } from '../wire/bodies.ts';

/** Somebody whom the run registered. */
export interface Person {
  account: string;
  email: string;
  password: string;
  /** As the answer to the registration has it. */
  shown: object;
}

/** A captcha as the fields that solve it. */
export interface SolvedCaptcha {
  captcha: string;
  captcha_id: string;
}

/** `md5(text)` as the front end sends passwords. */
export function md5(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}

/** The parameters with `token`: md5 of all values but auth_key's, sorted by name, and the secret (B1). */
export function sign(parameters: Fields, secret: string): Fields {
  const names = Object.keys(parameters).filter((name) => name !== 'auth_key');
  const values = names.sort().map((name) => {
    const value = parameters[name];
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return { ...parameters, token: md5(values.join('') + secret) };
}

/** A client of the blog's contract, as one case uses it. */
export function createBlogClient(talk: Conversation) {
  const { supplies } = talk;
  const { expectSuccess, expectFailure } = createExpectations(talk, document);
  const { credentials } = supplies;

  /** The fields with all three parameters of a signed request. */
  function signed(fields: Fields = {}, timestamp: unknown = supplies.now()): Fields {
    const { key, secret } = credentials;
    if (key === undefined || secret === undefined) throw new NotRun('signingKey');
    return sign({ ...fields, timestamp, auth_key: key }, secret);
  }

  const get = (path: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Answer> =>
    talk.send({ method: 'GET', path: `${path}?${query(signed(fields))}`, headers });
  const send = (path: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> =>
    talk.send({ method: 'POST', path, body, headers });
  const post = (path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Answer> =>
    send(path, json(signed(fields)), headers);

  const succeeded = (answer: Answer, operation: string, data?: object): boolean =>
    expectSuccess(answer, operation, { code: 200, msg: 'success', ...(data && { data }) });

  /** A failure whose code is the HTTP status; `fields` are those that `errors` blames, in their order, none unless told. */
  const refused = (
    answer: Answer,
    code: number,
    fields: string[] = [],
    msg: string | RegExp = inChinese,
    headers: HeaderRules = {},
  ): boolean => {
    const errors = fields.length === 0 ? undefined : fields.map((field) => ({ field, msg: inChinese }));
    return expectFailure(answer, code, { code, msg, errors }, headers);
  };

  /** A captcha of that size, or of the default one. */
  async function fetchCaptcha(size: { width?: number; height?: number } = {}): Promise<Answer> {
    const answer = await get('/blogapi/service/captcha', size);
    talk.expect(answer, { status: 200, headers: captchaHeaders(answer) });
    const { width = 120, height = 44 } = size;
    const start = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`;
    if (!answer.text.startsWith(start) || !answer.text.trimEnd().endsWith('</svg>')) {
      talk.note(answer, {
        where: 'body',
        kind: 'value',
        expected: `${start}…</svg>`,
        found: answer.text.slice(0, 100),
      });
    }
    return answer;
  }

  /** A fresh captcha, solved. */
  async function solveCaptcha(): Promise<SolvedCaptcha & { cookie: string }> {
    const answer = await fetchCaptcha();
    const id = idOf(answer);
    if (id === '') throw new CannotGoOn('no captcha');
    const cookie = (answer.headers['set-cookie']?.[0] ?? '').split(';')[0] ?? '';
    return { captcha: await supplies.answerOf({ id, picture: answer.text }), captcha_id: id, cookie };
  }

  /** Signs in; a captcha that is demanded, since somebody failed from this address, is solved (B4). */
  async function login(fields: Fields, encode: (fields: Fields) => Body | Promise<Body> = json): Promise<Answer> {
    const answer = await send('/blogapi/login', await encode(signed(fields)));
    if (!demandsCaptcha(answer)) return answer;
    const { captcha, captcha_id } = await solveCaptcha();
    return send('/blogapi/login', await encode(signed({ ...fields, captcha, captcha_id })));
  }

  /** A form that keeps every rule and names nobody. */
  function newForm(): Omit<Person, 'shown'> {
    const account = `verify_${randomName()}`;
    return { account, email: supplies.newEmail(), password: md5(randomName()) };
  }

  /** Registers somebody new. */
  async function register(): Promise<Person> {
    const form = newForm();
    const { captcha, captcha_id } = await solveCaptcha();
    const { account, email } = form;
    const answer = await post('/blogapi/reg', { ...form, captcha, captcha_id });
    succeeded(answer, 'POST /blogapi/reg', { account, email, emailVerified: false, status: 'pending' });
    return { ...form, shown: valueAt(answer, 'data') as object };
  }

  /** The operator's account, with its password as the client sends it. */
  function ownAccount(): { account: string; password: string } {
    const { account, password } = credentials;
    if (account === undefined || password === undefined) throw new NotRun('account');
    return { account, password: md5(password) };
  }

  /** Signs the operator's account in, or somebody whom the run registers. */
  async function signIn(): Promise<string> {
    const isGiven = credentials.account !== undefined && credentials.password !== undefined;
    if (!isGiven && !supplies.writes) ownAccount();
    const { account, password } = isGiven ? ownAccount() : await supplies.once('blog person', register);
    const answer = await login({ account, password });
    succeeded(answer, 'POST /blogapi/login', {});
    const token = textAt(answer, 'data.token');
    if (token === '') throw new CannotGoOn('no token');
    return token;
  }

  return {
    talk,
    supplies,
    signed,
    get,
    send,
    post,
    succeeded,
    refused,
    fetchCaptcha,
    solveCaptcha,
    login,
    newForm,
    register,
    ownAccount,
    signIn,
  };
}

/** What `createBlogClient` makes. */
export type BlogClient = ReturnType<typeof createBlogClient>;

/** Makers of this contract's cases. */
export const { reads, writes } = caseMakers('blog', createBlogClient);

/** Whether a sign-in is refused for want of a captcha alone. */
export function demandsCaptcha(answer: Answer): boolean {
  const errors = valueAt(answer, 'errors');
  return answer.status === 400 && Array.isArray(errors) && errors.length === 1 && errors[0]?.field === 'captcha';
}

/** The id of a captcha, as its header tells it. */
export function idOf(answer: Answer): string {
  return String(answer.headers['x-captcha-id'] ?? '');
}

/** Bound by an HttpOnly cookie, which over https is that of the host alone (B5). */
function captchaHeaders(answer: Answer): HeaderRules {
  const id = idOf(answer);
  const plain = `portico_captcha=${id}; Path=/blogapi; Max-Age=120; HttpOnly; SameSite=(Lax|Strict)`;
  const safe = `__Host-portico_captcha=${id}; Path=/; Max-Age=120; HttpOnly; SameSite=(Lax|Strict|None); Secure`;
  return {
    'content-type': 'image/svg+xml',
    'cache-control': /no-store/,
    'x-captcha-id': /^[A-Za-z0-9]{32}$/,
    'set-cookie': new RegExp(`^(${plain}|${safe})$`),
  };
}
