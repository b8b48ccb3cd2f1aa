import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertFailure, createBlogClient, md5, sign } from '../../../test/support/blog.ts';
import { type Answer, call, startPortico, type TestPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const client = createBlogClient(at);
const { accounts, hasher } = at.portico.house.core;
const { database } = at.portico.house;
const halfHourMs = 30 * 60_000;

function assertCaptchaDemanded(answer: Answer): void {
  assertFailure(answer, 400);
  assert.deepEqual(
    answer.body.errors.map(({ field }: { field: string }) => field),
    ['captcha'],
  );
}

test('blog login: the JWT lives 30 days and carries the integer user_id', async () => {
  await client.register('claims');
  const { token } = (await client.login('claims')).body.data;
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
  const account = await accounts.findBy({ kind: 'handle', handleKey: 'claims' });
  assert.equal(claims.user_id, account?.id);
  assert.equal(claims.exp - claims.iat, 30 * 86_400);
});

test('blog login: handle, phone and e-mail all name the account, whichever contract made it', async () => {
  const passwordVerifier = await hasher.createVerifier({ form: 'plain', value: '111111' });
  const account = {
    origin: 'mobile',
    phone: { value: { e164: '+8618656660930', area: '86' }, proved: true },
    passwordVerifier,
  } as const;
  await database.transaction().execute((tx) => accounts.create(tx, account));
  const { data } = (await client.login('186 5666 0930')).body;
  assert.deepEqual(
    [data.account, data.email, data.emailVerified, data.status],
    ['18656660930', '', false, 'normal'],
    'without an e-mail there is none to verify',
  );
  await client.register('three');
  for (const name of ['THREE', 'three@example.com', 'Three@Example.COM']) {
    assert.equal((await client.login(name)).body.data?.account, 'three', name);
  }
});

test('blog login: level is 0 for a user, 1 for an admin, 2 for an owner', async () => {
  await client.register('levels');
  const { id } = (await accounts.findBy({ kind: 'handle', handleKey: 'levels' })) ?? assert.fail();
  for (const [role, level] of [
    ['admin', 1],
    ['user', 0],
  ] as const) {
    await accounts.setRole(id, role, 'cli');
    assert.equal((await client.login('levels')).body.data.level, level);
  }
  assert.equal((await client.login('owner', 'owner-password_1')).body.data.level, 2);
});

test('blog login: a frozen, rejected or waiting account is 403, but only to who knows the password', async () => {
  await client.register('gated');
  const { id } = (await accounts.findBy({ kind: 'handle', handleKey: 'gated' })) ?? assert.fail();
  for (const status of ['frozen', 'rejected', 'waiting'] as const) {
    await accounts.setStatus(id, status, 'cli');
    assertFailure(await client.login('gated'), 403, status);
  }
  assertFailure(await client.login('gated', 'x'), 401);
  await accounts.setStatus(id, 'active', 'cli');
  assert.equal((await client.login('gated')).status, 200);
});

for (const account of ['guarded', 'nobody-at-all']) {
  test(`blog login: after 3 failures a captcha is required before the password is looked at (${account})`, async () => {
    if (account === 'guarded') await client.register(account);
    for (let failure = 0; failure < 3; failure += 1) assertFailure(await client.login(account, 'x'), 401);
    assertCaptchaDemanded(await client.login(account));
    assertCaptchaDemanded(await client.login(account, '111111', { captcha: '' }));
    const wrong = { ...(await client.solveCaptcha()), captcha: 'wrong' };
    assertCaptchaDemanded(await client.login(account, '111111', wrong));
    assertFailure(await client.login(account, 'x', await client.solveCaptcha()), 401);
    assertCaptchaDemanded(await client.login(account, 'x'));
  });
}

test('blog login: the demand ends half an hour after the last failures', async () => {
  await client.register('patient');
  for (let failure = 0; failure < 3; failure += 1) await client.login('patient', 'x');
  at.clock.advance(halfHourMs - 10_000);
  assertCaptchaDemanded(await client.login('patient'));
  at.clock.advance(11_000);
  assert.equal((await client.login('patient')).status, 200);
});

test('blog login: of sixteen wrong passwords at once three are judged', async () => {
  await client.register('stormed');
  const answers = await Promise.all(Array.from({ length: 16 }, (_, index) => client.login('stormed', `x${index}`)));
  assert.equal(answers.filter((answer) => answer.status === 401).length, 3);
  assert.equal(answers.filter((answer) => answer.status === 400).length, 13);
});

test('blog login: sixteen right passwords at once all sign in', async () => {
  await client.register('popular');
  const now = at.clock.now();
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, index) =>
      call(`${at.url}/blogapi/login`, 'POST', sign({ account: 'popular', password: md5('111111') }, now - index)),
    ),
  );
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([200]));
});

test('blog login: 3 failures from one address ask everybody there for a captcha, and nobody elsewhere', async () => {
  const proxied = { 'x-forwarded-for': '203.0.113.9' };
  await client.register('neighbour');
  for (const account of ['a1', 'a2', 'a3']) assertFailure(await client.login(account, 'x', {}, proxied), 401);
  assertCaptchaDemanded(await client.login('neighbour', '111111', {}, proxied));
  assert.equal((await client.login('neighbour')).status, 200);
  assert.equal((await client.login('neighbour', '111111', await client.solveCaptcha(), proxied)).status, 200);
  assertCaptchaDemanded(await client.login('neighbour', '111111', {}, proxied));
});

test('blog login: past five failures even a right captcha meets the wait, 403 with Retry-After', async (t) => {
  const own = await startPortico(t);
  const client = createBlogClient(own);
  // The first wait lasts a second.
  own.clock.stop();
  await client.register('tired');
  for (let failure = 0; failure < 3; failure += 1) await client.login('tired', 'x');
  for (let failure = 0; failure < 2; failure += 1) await client.login('tired', 'x', await client.solveCaptcha());
  const device = { 'user-agent': 'another device' };
  for (let failure = 0; failure < 5; failure += 1) {
    assertFailure(await client.login('tired', 'x', await client.solveCaptcha(), device), 401);
  }
  const answer = await client.login('tired', '111111', await client.solveCaptcha(), device);
  assertFailure(answer, 403);
  assert.match(answer.headers.get('retry-after') ?? '', /^\d+$/);
  // What the password guard asks for, and not the half hour for which captchas are asked.
  own.clock.advance(60_000);
  assert.equal((await client.login('tired', '111111', await client.solveCaptcha(), device)).status, 200);
});

async function takeEmailAway(from: TestPortico, email: string): Promise<void> {
  const proved = { origin: 'mobile', email: { value: email, proved: true } } as const;
  await from.portico.house.database.transaction().execute((tx) => from.portico.house.core.accounts.create(tx, proved));
}

test('blog login: an account made here whose e-mail left it for who proved that is pending', async () => {
  await client.register('bereft');
  await takeEmailAway(at, 'bereft@example.com');
  const { data } = (await client.login('bereft')).body;
  assert.deepEqual([data.email, data.emailVerified, data.status], ['', false, 'pending']);
});

test('blog login: a setting keeps accounts with an unverified e-mail outside, and no others', async (t) => {
  const strict = await startPortico(t, { PORTICO_BLOG_VERIFIED_EMAIL_REQUIRED: '1' });
  const visitor = createBlogClient(strict);
  await visitor.register('unverified');
  assertFailure(await visitor.login('unverified', 'x'), 401);
  const refused = await visitor.login('unverified');
  assertFailure(refused, 403);
  assert.equal(refused.body.msg, '请先验证邮箱');
  const link = strict.outbox().findLast((line) => line.channel === 'email')?.text ?? '';
  await call(strict.url + (/https?:\/\/[^/]+(\/\S+)/.exec(link)?.[1] ?? ''), 'GET');
  assert.equal((await visitor.login('unverified')).body.data.status, 'normal');
  assert.equal((await visitor.login('owner', 'owner-password_1')).status, 200, 'who has no e-mail has none to verify');
});

test('blog login: with that setting an account made here whose e-mail left it stays outside, too', async (t) => {
  const strict = await startPortico(t, { PORTICO_BLOG_VERIFIED_EMAIL_REQUIRED: '1' });
  const visitor = createBlogClient(strict);
  await visitor.register('bereft');
  await takeEmailAway(strict, 'bereft@example.com');
  assertFailure(await visitor.login('bereft'), 403);
});

test('blog login: with that setting a right password that is refused mails a fresh link, five an hour at most', async (t) => {
  const strict = await startPortico(t, { PORTICO_BLOG_VERIFIED_EMAIL_REQUIRED: '1' });
  const visitor = createBlogClient(strict);
  const links = (): string[] =>
    strict.outbox().flatMap((line) => (line.channel === 'email' ? (/https?:\S+/.exec(line.text ?? '') ?? []) : []));
  await visitor.register('forgetful');
  strict.clock.advance(25 * 3_600_000);
  assertFailure(await visitor.login('forgetful', 'x'), 401);
  assert.equal(links().length, 1, 'a wrong password mails nothing');
  for (let tries = 0; tries < 7; tries += 1) {
    const refused = await visitor.login('forgetful');
    assertFailure(refused, 403);
    assert.equal(refused.body.msg, '请先验证邮箱');
    strict.clock.advance(1);
  }
  assert.equal(new Set(links()).size, 6);
  const { pathname, search } = new URL(links().at(-1) ?? '');
  assert.equal((await call(strict.url + pathname + search, 'GET')).status, 200);
  assert.equal((await visitor.login('forgetful')).body.data.status, 'normal');
});
