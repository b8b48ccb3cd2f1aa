import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { core, database, jobs } = at.portico.house;
const { send } = createMobileClient(at);
const forgotten = `${at.url}/account/forgot-password`;
const reset = `${at.url}/account/reset-password`;
const oldPassword = 'the-old-password';
const newPassword = 'correct horse 1';
const proxied = { 'x-forwarded-for': '203.0.113.9' };

/** Somebody whose e-mail a code proved. */
async function join(email: string): Promise<number> {
  await send('POST', '/auth/send_code', { account: email });
  const code = at.codeFor(email);
  const { body } = await send('POST', '/auth/register', { account: email, code, password: oldPassword });
  assert.equal(body.code, 0, JSON.stringify(body));
  const account = await core.accounts.findBy({ kind: 'email', email });
  return account?.id ?? assert.fail();
}
const signIn = async (account: string, password: string): Promise<number> =>
  (await send('POST', '/auth/access_token', { account, password })).body.code;

const ask = (email: string, headers: Record<string, string> = {}): Promise<Answer> =>
  call(forgotten, 'POST', new URLSearchParams({ email }), headers);
const mailsTo = (to: string) => at.outbox().filter((line) => line.to === to && line.purpose === 'reset-password');

/** The token of the link that was mailed last. */
function tokenFor(email: string): string {
  const text = mailsTo(email).at(-1)?.text ?? assert.fail(`nothing was mailed to ${email}`);
  return new RegExp(`^${at.url.replace(/:\d+$/, ':\\d+')}/account/reset-password\\?token=(\\w{43})$`, 'm').exec(
    text,
  )?.[1] as string;
}
const choose = (token: string, password = newPassword, again = password, headers: Record<string, string> = {}) =>
  call(reset, 'POST', new URLSearchParams({ token, password, again }), headers);

function assertSafe(page: Answer, hasForm: boolean): void {
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
  const policy = page.headers.get('content-security-policy') ?? '';
  const style = /<style>([\s\S]*?)<\/style>/.exec(page.body)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  assert.equal(
    policy,
    `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action ${hasForm ? "'self'" : "'none'"}; frame-ancestors 'none'`,
  );
  assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
  assert.equal(page.headers.get('cache-control'), 'no-store');
  assert.equal(page.headers.get('x-content-type-options'), 'nosniff');
  assert.doesNotMatch(page.body, /<script|style="| on\w+=/);
  assert.match(page.body, /lang="zh-CN"[\s\S]*lang="en"/);
}

test('forgotten password: a link is mailed, sets a new password once, and ends every session', async () => {
  const email = 'forgetful@example.com';
  const id = await join(email);
  const { body: signedIn } = await send('POST', '/auth/access_token', { account: email, password: oldPassword });
  assertSafe(await call(forgotten, 'GET'), true);
  const asked = await ask(email);
  assert.equal(asked.status, 200);
  assertSafe(asked, false);
  await jobs.runDue();
  const token = tokenFor(email);

  const page = await call(`${reset}?token=${token}`, 'GET');
  assertSafe(page, true);
  assert.match(page.body, new RegExp(`<input type="hidden" name="token" value="${token}">`));
  const chosen = await choose(token);
  assert.equal(chosen.status, 200);
  assertSafe(chosen, false);
  assert.deepEqual([await signIn(email, oldPassword), await signIn(email, newPassword)], [10007, 0]);
  const info = await send('GET', '/personal/info', undefined, signedIn.data.access_token);
  assert.notEqual(info.body.code, 0, 'the session of before has ended');
  const again = await choose(token);
  assert.equal(again.status, 400);
  assertSafe(again, false);
  assert.match(again.body, /链接无效[\s\S]*not valid/);

  const entries = await database.selectFrom('audit_log').selectAll().where('target', '=', `account:${id}`).execute();
  assert.deepEqual(
    entries.map(({ action }) => action).filter((action) => /reset|password/.test(action)),
    ['account.reset-link-mailed', 'account.password-chosen'],
  );
  assert.equal(entries.find(({ action }) => action === 'account.reset-link-mailed')?.address, '127.0.0.1');
  assert.ok(!JSON.stringify(entries).includes(token));
});

test('forgotten password: whoever asks is answered the same, and only a proved e-mail of an active account is mailed', async () => {
  const emails = { proved: 'proved@example.com', frozen: 'frozen@example.com', typed: 'typed@example.com' };
  await join(emails.proved);
  await core.accounts.setStatus(await join(emails.frozen), 'frozen', 'test');
  await database
    .transaction()
    .execute((tx) =>
      core.accounts.create(tx, { origin: 'blog', handle: 'typist', email: { value: emails.typed, proved: false } }),
    );
  const answers: Answer[] = [];
  for (const email of [...Object.values(emails), 'nobody@example.com']) answers.push(await ask(email));
  for (const { status, body, headers } of answers) {
    assert.deepEqual([status, body], [200, answers[0]?.body]);
    assert.equal(headers.get('content-length'), answers[0]?.headers.get('content-length'));
  }
  assert.equal(mailsTo(emails.proved).length, 0, 'nothing is looked up before the answer');
  await jobs.runDue();
  const mailed = [...Object.values(emails), 'nobody@example.com'].filter((email) => mailsTo(email).length > 0);
  assert.deepEqual(mailed, [emails.proved]);
});

test('forgotten password: a link lives for an hour, and until there is a newer one', async () => {
  const email = 'late@example.com';
  await join(email);
  await ask(email);
  await jobs.runDue();
  const first = tokenFor(email);
  at.clock.advance(60_000);
  await ask(email);
  await jobs.runDue();
  const second = tokenFor(email);
  assert.equal((await choose(first)).status, 400);
  at.clock.advance(3_600_000);
  assert.equal((await choose(second)).status, 400);
  await ask(email);
  await jobs.runDue();
  at.clock.advance(3_600_000 - 60_000);
  assert.equal((await choose(tokenFor(email))).status, 200);
});

test('forgotten password: one mail a minute and three an hour to one e-mail; who asks more is answered the same', async () => {
  const email = 'flooded@example.com';
  await join(email);
  const counts: number[] = [];
  for (let round = 0; round < 6; round += 1) {
    assert.equal((await ask(email)).status, 200);
    await jobs.runDue();
    counts.push(mailsTo(email).length);
    at.clock.advance(40_000);
  }
  assert.deepEqual(counts, [1, 1, 2, 2, 3, 3]);
});

test('forgotten password: ten tries an hour from one address', async () => {
  const statuses: number[] = [];
  for (let round = 0; round < 11; round += 1) {
    statuses.push((await ask(`person${round}@example.com`, proxied)).status);
  }
  assert.deepEqual(statuses, [...Array(10).fill(200), 429]);
  const refused = await ask('person@example.com', proxied);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.match(refused.body, /尝试次数过多[\s\S]*Too many tries/);
});

test('forgotten password: what is no e-mail is told so, and shown escaped', async () => {
  const page = await ask('"><script>alert(1)</script>');
  assert.equal(page.status, 400);
  assertSafe(page, true);
  assert.match(page.body, /role="alert"[\s\S]*value="&quot;&gt;&lt;script&gt;alert\(1\)&lt;\/script&gt;"/);
});

test('reset page: what is wrong with a password is said in words, and consumes nothing', async () => {
  const email = 'careful@example.com';
  await join(email);
  await ask(email);
  await jobs.runDue();
  const token = tokenFor(email);
  for (const [password, again, words] of [
    ['short', 'short', /至少 8 位[\s\S]*at least 8/],
    ['password1', 'password1', /至少 8 位[\s\S]*not a common one/],
    [newPassword, `${newPassword} `, /不一致[\s\S]*differ/],
    ['x'.repeat(65), 'x'.repeat(65), /最多 64 位[\s\S]*at most 64/],
    ['', '', /至少 8 位/],
  ] as const) {
    const page = await choose(token, password, again);
    assert.equal(page.status, 400);
    assertSafe(page, true);
    assert.match(page.body, /role="alert"/);
    assert.match(page.body, words);
    assert.ok(password === '' || !page.body.includes(`value="${password}"`));
  }
  const form = new FormData();
  for (const [name, value] of Object.entries({ token, password: '密码 & <b>', again: '密码 & <b>' }))
    form.set(name, value);
  assert.equal((await call(reset, 'POST', form)).status, 200, 'in the other encoding of forms');
  assert.equal(await signIn(email, '密码 & <b>'), 0);
});

test('reset page: another site’s form is refused, and an address may try ten wrong links in ten minutes', async () => {
  const token = 'x'.repeat(43);
  for (const site of ['cross-site', 'same-site']) {
    for (const url of [reset, forgotten]) {
      const page = await call(url, 'POST', new URLSearchParams({ token }), { 'sec-fetch-site': site });
      assert.equal(page.status, 403);
      assertSafe(page, false);
    }
  }
  const same = await choose(token, newPassword, newPassword, { 'sec-fetch-site': 'same-origin' });
  assert.equal(same.status, 400);
  const statuses: number[] = [];
  for (let round = 0; round < 11; round += 1)
    statuses.push((await choose(token, newPassword, newPassword, proxied)).status);
  assert.deepEqual(statuses, [...Array(10).fill(400), 429]);
});

test('account pages: what can be no token is not shown, and a link without one is no form', async () => {
  for (const token of ['', '%22%3E%3Cscript%3E', 'a%20b', 'x'.repeat(65)]) {
    const page = await call(`${reset}?token=${token}`, 'GET');
    assert.equal(page.status, 400);
    assertSafe(page, false);
    assert.doesNotMatch(page.body, /<form/);
  }
});

test('account pages: other paths, methods and broken bodies are answered in HTML', async () => {
  const answers: Array<[Answer, number]> = [
    [await call(`${at.url}/account`, 'GET'), 404],
    [await call(`${at.url}/account/nothing`, 'GET'), 404],
    [await call(`${at.url}/account/__proto__`, 'GET'), 404],
    [await call(`${at.url}/account/reset-password/`, 'GET'), 404],
    [await call(reset, 'PUT', 'x'), 405],
    [await call(reset, 'DELETE'), 405],
    [await call(reset, 'POST', 'token=%zz', { 'content-type': 'application/x-www-form-urlencoded' }), 400],
    [await call(reset, 'POST', 'token=a&token=b', { 'content-type': 'application/x-www-form-urlencoded' }), 400],
    [await call(reset, 'POST', 'token', { 'content-type': 'text/plain' }), 400],
    [await call(reset, 'POST', new URLSearchParams({ token: 'x'.repeat(20_000) })), 413],
  ];
  for (const [page, status] of answers) {
    assert.equal(page.status, status, page.body);
    assertSafe(page, false);
  }
  assert.equal(answers[4]?.[0].headers.get('allow'), 'GET, HEAD, POST');
  const head = await fetch(forgotten, { method: 'HEAD' });
  assert.deepEqual([head.status, await head.text()], [200, '']);
});

test('account pages: they wear the operator’s name, colour and logo', async () => {
  const logo = `data:image/png;base64,${Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ).toString('base64')}`;
  const values = { 'branding.nameZh': '门<廊>', 'branding.accent': '#ffcc00', 'branding.logo': logo } as const;
  await core.runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  const page = await call(forgotten, 'GET');
  assertSafe(page, true);
  assert.ok(page.body.includes('门&lt;廊&gt; · Portico'));
  assert.ok(page.body.includes(`<img src="${logo}" alt="">`));
  assert.match(page.body, /background: #ffcc00; color: #000000/);
});

test('verify page: it stands in for the blog’s where that door is closed', async (t) => {
  const closed = await startPortico(t, { PORTICO_BLOG_ENABLED: 'false' });
  const { core, database, jobs } = closed.portico.house;
  const account = await database
    .transaction()
    .execute((tx) => core.accounts.create(tx, { origin: 'staff', handle: 'a', displayName: 'A' }));
  await core.accounts.changeProfile(account.id, { email: 'a@example.com' }, 'test');
  await jobs.runDue();
  const text = closed.outbox().findLast(({ purpose }) => purpose === 'verify-email')?.text ?? '';
  const [, path = '', token = ''] = /^http\S+:\d+(\/account\/verify-email\?token=(\w+))$/m.exec(text) ?? [];
  const page = await call(closed.url + path, 'GET');
  assert.match(page.body, /<form method="post" action="\?">/);
  assert.equal((await core.accounts.get(account.id)).email_verified_at, null, 'a fetch proves nothing');
  const prove = () => call(`${closed.url}/account/verify-email`, 'POST', new URLSearchParams({ token }));
  assert.deepEqual([(await prove()).status, (await prove()).status], [200, 400]);
  assert.notEqual((await core.accounts.get(account.id)).email_verified_at, null);
  const dead = await call(`${closed.url}/account/verify-email`, 'GET');
  assert.deepEqual([dead.status, /forgot-password/.test(dead.body)], [400, false], 'no password was forgotten');
});

test('forgotten password: a server that sends no mails says so', async (t) => {
  const silent = await startPortico(t, { PORTICO_OUTBOUND: 'none' });
  for (const method of ['GET', 'POST']) {
    const page = await call(`${silent.url}/account/forgot-password`, method);
    assert.equal(page.status, 503);
    assert.match(page.body, /未配置邮件[\s\S]*sends no mails/);
  }
});

test('account pages: they are on the main port and beside the console, and on no contract’s own port', async (t) => {
  const apart = await startPortico(t, { PORTICO_CONSOLE_PORT: '0', PORTICO_MOBILE_PORT: '0' });
  const statusAt = async (purpose: string): Promise<number> => {
    const port = apart.portico.listeners.find((listener) => listener.purpose === purpose)?.address.port;
    return (await fetch(`http://127.0.0.1:${port}/account/forgot-password`)).status;
  };
  assert.deepEqual([await statusAt('main'), await statusAt('console'), await statusAt('mobile')], [200, 200, 404]);
});
