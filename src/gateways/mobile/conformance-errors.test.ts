import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCode, createMobileClient, mobilePassword, newPhone } from '../../../test/support/mobile.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { DomainError, type ErrorCode, errorCatalogue } from '../../core/errors.ts';
import { writeError } from './errors.ts';

let failure: Error | undefined;
async function fail<Value>(value: Value): Promise<Value> {
  if (failure) throw failure;
  return value;
}
const receipt = { Message: 'OK', RequestId: '1', Code: 'OK', BizId: '1' };
const at = await startPortico(
  { after },
  {},
  {
    sms: { sendCode: () => fail(receipt) },
    email: { send: () => fail(undefined) },
  },
);
const { send } = createMobileClient(at);
const sendCode = (account: string) => send('POST', '/auth/send_code', { account });

async function failingWith<Value>(error: Error, work: () => Promise<Value>): Promise<Value> {
  failure = error;
  try {
    return await work();
  } finally {
    failure = undefined;
  }
}

const byProvider: Array<[error: ErrorCode, account: string, code: number, means: string]> = [
  ['sms.throttled', newPhone(), 10010, 'the provider is asked too often'],
  ['sms.out_of_credit', newPhone(), 10011, 'the SMS provider is out of credit'],
  ['sms.rejected', newPhone(), 10012, 'the SMS provider refuses for another reason'],
  ['sms.unavailable', newPhone(), 10013, 'the SMS provider is down'],
  ['sms.misconfigured', newPhone(), 10013, 'the SMS provider is misconfigured'],
  ['email.unavailable', 'down@example.com', 10014, 'the e-mail provider is down or misconfigured'],
  ['email.rejected', 'refused@example.com', 10012, 'the e-mail provider refuses'],
];
for (const [error, account, code, means] of byProvider) {
  test(`mobile send_code: ${code} where ${means}, and the next try is not "too soon"`, async () => {
    assertCode(await failingWith(new DomainError(error), () => sendCode(account)), code);
    assertCode(await sendCode(account), 0);
    assertCode(await sendCode(account), 10010);
  });
}

test('mobile *: 10000 with HTTP 500 for a fault, which tells nothing of it', async () => {
  const answer = await failingWith(new TypeError('secret /src/x.ts'), () => sendCode(newPhone()));
  assertCode(answer, 10000, 500);
  assert.doesNotMatch(JSON.stringify(answer.body), /secret|src|TypeError/);
});

test('mobile *: 10000 with HTTP 503 while the service is overloaded', async () => {
  for (const code of ['password.overloaded', 'database.unavailable', 'storage.unavailable'] as const) {
    assertCode(await failingWith(new DomainError(code), () => sendCode(newPhone())), 10000, 503);
  }
});

test('mobile access_token: 10000 with HTTP 429 and Retry-After after five wrong passwords', async () => {
  const account = 'owner';
  const guess = () => send('POST', '/auth/access_token', { account, password: 'wrong-1' });
  for (let round = 0; round < 5; round += 1) assertCode(await guess(), 10007);
  const answer = await guess();
  assertCode(answer, 10000, 429);
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
});

test('mobile *: 10002 with HTTP 404 for an unknown path or a wrong method, whatever is sent there', async () => {
  const paths = [
    '/api',
    '/api/',
    '/api/nothing',
    '/api/auth',
    '/api/faq/1/2',
    '/api/push/log/1/x',
    '/api//faq',
    '/api/FAQ',
  ];
  for (const path of paths) {
    for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
      assertCode(await call(at.url + path, method), 10002, 404);
    }
  }
  const wrong = ['DELETE /faq', 'POST /personal/info', 'GET /auth/register', 'PATCH /feedback/1', 'DELETE /push/log/1'];
  for (const route of wrong) {
    const [method = '', path = ''] = route.split(' ');
    assertCode(await send(method, path), 10002, 404);
  }
  const json = { 'content-type': 'application/json' };
  assertCode(await call(`${at.url}/api/nothing`, 'POST', '{"broken', json), 10002, 404);
  assertCode(await call(`${at.url}/api/nothing`, 'POST', 'x'.repeat(2 * 1024 * 1024), json), 10002, 404);
});

test('mobile *: 10005 with HTTP 400 for a malformed body or URL, 413 for one too large', async () => {
  const post = (body: string | FormData, type?: string) =>
    call(`${at.url}/api/auth/send_code`, 'POST', body, type === undefined ? {} : { 'content-type': type });
  const json = 'application/json';
  for (const body of ['{', '[]', 'null', '"x"', '{"account":1}x', '{"__proto__":{"account":"x"}}', '{"a":\u0000}']) {
    assertCode(await post(body, json), 10005, 400);
  }
  assertCode(await post('{"account":"x"}', 'text/plain'), 10005, 400);
  assertCode(await post('{"account":"x"}', 'nonsense'), 10005, 400);
  assertCode(await post('account=%zz', 'application/x-www-form-urlencoded'), 10005, 400);
  assertCode(await post('no parts', 'multipart/form-data; boundary=x'), 10005, 400);
  const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`f${index}`, 1]));
  assertCode(await post(JSON.stringify(many), json), 10005, 400);
  assertCode(await post(JSON.stringify({ account: 'x'.repeat(2 * 1024 * 1024) }), json), 10005, 413);
  for (const path of ['/api/faq/%zz', '/api/faq/%', '/api/%c0%ae', '/api/faq?page_no=%zz']) {
    assertCode(await call(at.url + path, 'GET'), 10005, 400);
  }
});

test('mobile *: HEAD and OPTIONS work wherever a route does', async () => {
  const account = newPhone();
  for (const path of ['/faq', '/faq/1', '/personal/info', '/push/log', '/message/count?push_ids=1']) {
    const head = await send('HEAD', path);
    assert.deepEqual([head.status, head.body], [200, '']);
    const get = await send('GET', path);
    assert.equal(head.headers.get('content-length'), get.headers.get('content-length'));
  }
  for (const path of ['/faq', '/auth/send_code', '/personal/info']) {
    const preflight = { origin: 'https://app.example.com', 'access-control-request-method': 'PUT' };
    const options = await call(`${at.url}/api${path}`, 'OPTIONS', undefined, preflight);
    assert.ok(options.status < 300);
    assert.equal(options.headers.get('access-control-allow-origin'), '*');
  }
  const answer = await call(`${at.url}/api/auth/send_code`, 'POST', { account }, { origin: 'https://a.example.com' });
  assertCode(answer, 0);
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /X-Request-Id/);
});

test('mobile *: a trailing slash changes nothing', async () => {
  assertCode(await send('POST', '/auth/send_code/', { account: newPhone() }), 0);
  for (const path of ['/faq/', '/personal/info/', '/push/log/']) assertCode(await send('GET', path), 10004);
});

test('mobile *: every error of the catalogue has one of the fifteen codes and words of its own', () => {
  const codes = new Set<number>();
  for (const error of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { status, body } = writeError(new DomainError(error));
    const { code, message, data } = body as { code: number; message: string; data: object };
    assert.ok(code >= 10000 && code <= 10014, error);
    assert.match(message, /\p{Script=Han}/u, error);
    assert.deepEqual(data, {});
    assert.equal(
      status === 200,
      ![10000, 10002].includes(code) && !/^request\.(malformed|too_large)$/.test(error),
      error,
    );
    codes.add(code);
  }
  assert.deepEqual(
    [...codes].sort(),
    Array.from({ length: 15 }, (_, index) => 10000 + index),
  );
});

test('mobile *: 10000 in the envelope on every route once the database is gone', async (context) => {
  const broken = await startPortico(context);
  const client = createMobileClient(broken);
  const { token } = await client.join();
  await broken.portico.house.database.destroy();
  const account = newPhone();
  const answers = [
    await client.send('POST', '/auth/send_code', { account }),
    await client.send('POST', '/auth/access_token', { account, password: mobilePassword }),
    await client.send('POST', '/auth/refresh_token', { refresh_token: token }),
    await client.send('GET', '/personal/info', undefined, token),
    await client.send('PUT', '/push/switch/x', { switch: true }, token),
  ];
  for (const answer of answers) {
    assertCode(answer, 10000, 500);
    assert.doesNotMatch(JSON.stringify(answer.body), /sqlite|database|connection/i);
  }
});
