import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type Answer, call, startPortico, type TestPortico } from './support/portico.ts';

const phone = '18656660930';
const right = 'a right password';
const wrong = { account: phone, password: 'a wrong password' };

async function startWithAccount(context: TestContext, environment: Record<string, string> = {}) {
  const server = await startPortico(context, environment);
  await call(`${server.url}/api/auth/send_code`, 'POST', { account: phone });
  const code = server.codeFor(`+86${phone}`);
  await call(
    `${server.url}/api/auth/register`,
    'POST',
    { account: phone, code, password: right },
    { 'user-agent': 'the phone of the owner' },
  );
  return server;
}

function signIn(server: TestPortico, password: string, userAgent: string, headers = {}): Promise<Answer> {
  const body = { account: phone, password };
  return call(`${server.url}/api/auth/access_token`, 'POST', body, { 'user-agent': userAgent, ...headers });
}

const codeOf = (answer: Answer): number => answer.body.code;

test('after five wrong passwords in a row each further try waits, doubling from one second', async (t) => {
  const server = await startWithAccount(t);
  server.clock.stop();
  for (let attempt = 0; attempt < 5; attempt += 1)
    assert.equal(codeOf(await signIn(server, 'no', 'a stranger')), 10007);
  const refused = await signIn(server, right, 'a stranger');
  assert.equal(refused.status, 429);
  assert.equal(codeOf(refused), 10000);
  assert.equal(refused.headers.get('retry-after'), '1');
  server.clock.advance(1_000);
  assert.equal(codeOf(await signIn(server, 'no', 'a stranger')), 10007);
  server.clock.advance(1_000);
  assert.equal((await signIn(server, right, 'a stranger')).status, 429, 'the second wait is two seconds');
  server.clock.advance(1_000);
  assert.equal(codeOf(await signIn(server, right, 'a stranger')), 0);
  assert.equal(codeOf(await signIn(server, 'no', 'a stranger')), 10007, 'a success clears the count');
  assert.equal(codeOf(await signIn(server, right, 'a stranger')), 0);
});

test('a device that signed in before is not locked out by the failures of others, only by its own', async (t) => {
  const server = await startWithAccount(t);
  server.clock.stop();
  for (let attempt = 0; attempt < 6; attempt += 1) await signIn(server, 'no', 'a stranger');
  assert.equal((await signIn(server, right, 'a stranger')).status, 429);
  assert.equal(codeOf(await signIn(server, right, 'the phone of the owner')), 0);
  for (let attempt = 0; attempt < 5; attempt += 1) await signIn(server, 'no', 'the phone of the owner');
  assert.equal((await signIn(server, right, 'the phone of the owner')).status, 429);
});

test('of fifty wrong passwords sent at once no more than five are judged', async (t) => {
  const server = await startWithAccount(t);
  // However long they take, the second that each has to wait after the fifth is not over.
  server.clock.stop();
  const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(server, 'no', 'a stranger')));
  assert.equal(answers.filter((answer) => codeOf(answer) === 10007).length, 5);
  assert.equal(answers.filter((answer) => answer.status === 429).length, 45);
});

test('thirty right passwords sent at once all sign in', async (t) => {
  const server = await startWithAccount(t);
  const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(server, right, 'a new tablet')));
  assert.deepEqual([...new Set(answers.map(codeOf))], [0]);
});

test('a hundred wrong passwords in a row lock password sign-in until a code clears it', async (t) => {
  const server = await startWithAccount(t);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    assert.equal(codeOf(await signIn(server, 'no', 'a stranger')), 10007);
    server.clock.advance(900_000);
  }
  server.clock.advance(30 * 86_400_000);
  assert.equal((await signIn(server, right, 'a stranger')).status, 429);
  await call(`${server.url}/api/user/sendCode`, 'POST', { account: phone });
  const code = server.codeFor(`+86${phone}`);
  assert.equal((await call(`${server.url}/api/user/verifyCode`, 'POST', { account: phone, code })).status, 200);
  assert.equal(codeOf(await signIn(server, right, 'a stranger')), 0);
});

test('one address has thirty failures in ten minutes over all accounts, and development spares the bare loopback', async (t) => {
  const server = await startWithAccount(t);
  const proxied = { 'x-forwarded-for': '203.0.113.7' };
  const guess = (index: number, headers = {}) =>
    call(
      `${server.url}/api/auth/access_token`,
      'POST',
      { ...wrong, account: `138000${String(index).padStart(5, '0')}` },
      headers,
    );
  for (let index = 0; index < 30; index += 1) assert.equal(codeOf(await guess(index, proxied)), 10006);
  assert.equal((await guess(31, proxied)).status, 429);
  assert.equal(codeOf(await guess(31)), 10006);
  server.clock.advance(10 * 60_000);
  assert.equal(codeOf(await guess(31, proxied)), 10006);
});

test('sixty right passwords at once from one address behind a proxy all sign in', async (t) => {
  const server = await startWithAccount(t);
  const proxied = { 'x-forwarded-for': '203.0.113.7' };
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) => signIn(server, right, `device ${index}`, proxied)),
  );
  assert.deepEqual([...new Set(answers.map(codeOf))], [0]);
});

test('a full hash queue makes an unknown account “overloaded” once, not for ever', async (t) => {
  const server = await startWithAccount(t, { PORTICO_MOBILE_HARDENED: 'true' });
  const { hasher } = server.portico.house.core;
  const password = { form: 'plain', value: right } as const;
  let isFlooding = true;
  const keepAsking = async (): Promise<void> => {
    while (isFlooding) await hasher.createVerifier(password).catch(() => setImmediate());
  };
  const flood = Array.from({ length: 300 }, keepAsking);
  const body = { account: '13800000000', password: 'no' };
  const busy = await call(`${server.url}/api/auth/access_token`, 'POST', body);
  isFlooding = false;
  await Promise.all(flood);
  assert.equal(busy.status, 503);
  assert.equal(codeOf(await call(`${server.url}/api/auth/access_token`, 'POST', body)), 10007);
});

test('a hardened contract judges an unknown account like a wrong password, count and waits included', async (t) => {
  const server = await startWithAccount(t, { PORTICO_MOBILE_HARDENED: 'true' });
  server.clock.stop();
  for (const account of [phone, '13800000000', 'nobody']) {
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const body = { account, password: 'no' };
      answers.push(await call(`${server.url}/api/auth/access_token`, 'POST', body, { 'user-agent': 'a stranger' }));
    }
    assert.deepEqual(
      answers.map((answer) => [answer.status, codeOf(answer)]),
      [...Array.from({ length: 5 }, () => [200, 10007]), [429, 10000]],
      account,
    );
  }
});
