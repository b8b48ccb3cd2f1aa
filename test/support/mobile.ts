import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type Answer, call, type TestPortico } from './portico.ts';

/** Somebody who registered at the mobile door. */
export interface MobilePerson {
  id: number;
  phone: string;
  token: string;
  refreshToken: string;
}

type Body = Parameters<typeof call>[2];

/** What everybody whom `join` registers signs in with. */
export const mobilePassword = 'secret-1';
let people = 0;

/** A mainland number that belongs to nobody else, and is not round: a sum of fractions spells `13900000001` by chance. */
export function newPhone(): string {
  people += 1;
  return String(13_927_461_000 + people);
}

/** Calls a server's mobile door; paths are below `/api`. */
export function createMobileClient(at: TestPortico) {
  const send = (method: string, path: string, body?: Body, token?: string): Promise<Answer> =>
    call(`${at.url}/api${path}`, method, body, token === undefined ? {} : { authorization: `Token ${token}` });

  async function requestCode(account: string, to = `+86${account}`): Promise<string> {
    assertCode(await send('POST', '/auth/send_code', { account }), 0);
    return at.codeFor(to);
  }

  async function join(phone = newPhone()): Promise<MobilePerson> {
    const code = await requestCode(phone);
    const { body } = await send('POST', '/auth/register', { account: phone, code, password: mobilePassword });
    const { access_token: token, refresh_token: refreshToken } = body.data;
    const info = await send('GET', '/personal/info', undefined, token);
    return { id: info.body.data.id, phone, token, refreshToken };
  }

  return { send, requestCode, join };
}

/** Fails unless the answer is the contract's envelope with this code, and the HTTP status 200 unless told. */
export function assertCode(answer: Answer, code: number, status = 200): void {
  const about = JSON.stringify(answer.body);
  assert.deepEqual(Object.keys(answer.body), ['code', 'message', 'data'], about);
  assert.equal(answer.body.code, code, about);
  assert.equal(answer.status, status, about);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(answer.headers.get('x-request-id'));
  if (code === 0) {
    assert.equal(answer.body.message, 'success');
  } else {
    assert.match(answer.body.message, /\p{Script=Han}/u);
    assert.deepEqual(answer.body.data, {});
  }
}

const contract = readFileSync(new URL('../../src/gateways/mobile/contract.md', import.meta.url), 'utf8').split('\n');

/** The answer that the document shows for `METHOD /api/path`. */
// biome-ignore lint/suspicious/noExplicitAny: the document's examples have any shape.
export function documentExample(endpoint: string): any {
  const start = contract.indexOf(endpoint);
  assert.notEqual(start, -1, `the document has no ${endpoint}`);
  const line = contract.slice(start).find((text) => text.startsWith('{"code"'));
  return JSON.parse(line as string);
}

/** Fails unless a success has exactly the example's fields, in its order, each of the example's type. */
export function assertLikeExample(answer: Answer, endpoint: string): void {
  assertCode(answer, 0);
  assertSameShape(answer.body, documentExample(endpoint), endpoint);
}

function assertSameShape(actual: unknown, example: unknown, where: string): void {
  if (Array.isArray(example)) {
    assert.ok(Array.isArray(actual), where);
    for (const [index, row] of actual.entries()) assertSameShape(row, example[0], `${where}[${index}]`);
  } else if (typeof example === 'object' && example !== null) {
    assert.deepEqual(Object.keys(actual as object), Object.keys(example), where);
    for (const [name, value] of Object.entries(example)) {
      assertSameShape((actual as Record<string, unknown>)[name], value, `${where} ${name}`);
    }
  } else {
    assert.equal(typeof actual, typeof example, where);
    if (typeof example === 'string' && isTime(example)) assert.ok(isTime(actual as string), where);
  }
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/.test(text);
}
