import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCode, createMobileClient, mobilePassword, newPhone } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
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
