import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, createOperator, signInAtConsole } from '../../../test/support/management.ts';
import { credentials, startPortico } from '../../../test/support/portico.ts';

const portico = await startPortico({ after });
const owner = { identifier: 'owner', password: credentials.ownerPassword };
const changedPassword = 'a new Password 9';
const caller = { address: '203.0.113.9', userAgent: 'a test', exemptFromAddressLimits: true };
const anybody = () => createManagementClient(portico);

test('console session: signing in answers who it is and what they may do, in a cookie that scripts and other sites cannot reach', async () => {
  const { status, headers, body } = await anybody().call('POST', '/session', { body: owner });
  assert.equal(status, 201);
  assert.equal(body.account.role, 'owner');
  assert.ok(body.rights.includes('settings:write'));
  assert.match(
    headers.get('set-cookie') ?? '',
    /^portico_console=\w{50}; Path=\/management; Max-Age=4\d{4}; HttpOnly; SameSite=Strict$/,
  );
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('console session: tells the zone of the server, in which the console shows times, whoever is signed in', async () => {
  const client = await signInAtConsole(portico);
  assert.equal((await client.call('GET', '/session')).body.timeZone, 'Asia/Shanghai');
  const { runtimeSettings } = portico.portico.house.core;
  await runtimeSettings.change({ values: { 'server.timeZone': 'UTC' }, reset: [] }, { by: { actor: 'test' } });
  assert.equal((await client.call('GET', '/session')).body.timeZone, 'UTC');
  await runtimeSettings.change({ values: {}, reset: ['server.timeZone'] }, { by: { actor: 'test' } });
});

test('console session: an ordinary user is told who may sign in, and whoever is signed in that the password alone is wrong', async () => {
  await createOperator(portico, { handle: 'ordinary', password: changedPassword });
  const { core } = portico.portico.house;
  const ordinary = await core.accounts.findBy({ kind: 'handle', handleKey: 'ordinary' });
  await core.accounts.setRole(ordinary?.id ?? 0, 'user', 'cli');
  const refused = await anybody().call('POST', '/session', {
    body: { identifier: 'ordinary', password: changedPassword },
  });
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.detail],
    [403, 'right.missing', 'Only owners and admins can sign in to the console.'],
  );
  const client = await signInAtConsole(portico);
  for (const [path, body] of [
    ['/session/confirmation', { password: 'not-it' }],
    ['/session/password', { currentPassword: 'not-it', newPassword: 'a good long one' }],
  ] as const) {
    assert.equal((await client.call('POST', path, { body })).body.title, 'Wrong password', path);
    portico.clock.advance(60_000);
  }
  const unknown = await anybody().call('POST', '/session', { body: { identifier: 'nobody', password: 'x' } });
  assert.equal(unknown.body.title, 'Wrong account or password');
});

test('console session: the cookie is marked secure where the page was reached over TLS, and there alone', async (t) => {
  const isSecure = async (headers: Record<string, string>, at = portico): Promise<boolean> => {
    const client = createManagementClient(at);
    const { status, headers: answered } = await client.call('POST', '/session', { body: owner, headers });
    assert.equal(status, 201);
    return /; Secure$/.test(answered.get('set-cookie') ?? '');
  };
  assert.equal(await isSecure({}), false);
  assert.equal(await isSecure({ 'x-forwarded-proto': 'https' }), false, 'nobody trusts who says so');
  const behind = await startPortico(t, { PORTICO_TRUSTED_PROXIES: '127.0.0.1' });
  assert.equal(await isSecure({ 'x-forwarded-proto': 'https' }, behind), true);
  assert.equal(await isSecure({ 'x-forwarded-proto': 'http' }, behind), false);
  const { runtimeSettings } = portico.portico.house.core;
  const values = { 'server.publicUrl': 'https://accounts.example.com' };
  await runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  assert.equal(await isSecure({}), true);
  assert.equal(await isSecure({ origin: 'https://accounts.example.com' }), true);
  assert.equal(await isSecure({ origin: 'http://10.0.0.5:9000' }), false, 'it would be lost on an inner network');
  await runtimeSettings.change({ values: {}, reset: ['server.publicUrl'] }, { by: { actor: 'test' } });
});

test('console session: over TLS the cookie is one that no neighbouring host can set, and it goes before any other', async () => {
  const client = anybody();
  const origin = { origin: 'https://accounts.example.com' };
  const { headers } = await client.call('POST', '/session', { body: owner, headers: origin });
  const cookie = headers.get('set-cookie') ?? '';
  assert.match(cookie, /^__Host-portico_console=\w{50}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict; Secure$/);
  const both = { cookie: `portico_console=${'x'.repeat(50)}; ${cookie.split(';', 1)[0]}` };
  assert.equal((await anybody().call('GET', '/session', { headers: both })).status, 200);
  const alone = { cookie: `portico_console=${'x'.repeat(50)}` };
  assert.equal((await anybody().call('GET', '/session', { headers: alone })).status, 401);
});

test('console session: who signs in again in the same browser leaves no session behind', async () => {
  const client = anybody();
  const first = (await client.call('POST', '/session', { body: owner })).headers.get('set-cookie') ?? '';
  const [cookie = ''] = first.split(';', 1);
  assert.equal((await anybody().call('GET', '/session', { headers: { cookie } })).status, 200);
  assert.equal((await anybody().call('POST', '/session', { body: owner, headers: { cookie } })).status, 201);
  assert.equal((await anybody().call('GET', '/session', { headers: { cookie } })).status, 401);
  const dead = { cookie: `portico_console=${'x'.repeat(50)}` };
  assert.equal((await anybody().call('POST', '/session', { body: owner, headers: dead })).status, 201);
});

test('console session: a change without the CSRF token is refused, a read is not', async () => {
  const client = await signInAtConsole(portico);
  const cookieOnly = createManagementClient(portico, { cookie: client.headers.cookie ?? '' });
  assert.equal((await cookieOnly.call('GET', '/session')).status, 200);
  const { status, body } = await cookieOnly.call('DELETE', '/session');
  assert.deepEqual([status, body.code], [403, 'request.forged']);
});

test('console session: signing out ends the session on the server', async () => {
  const client = await signInAtConsole(portico);
  const { status, headers } = await client.call('DELETE', '/session');
  assert.equal(status, 204);
  assert.match(headers.get('set-cookie') ?? '', /Max-Age=0/);
  const { status: after, body } = await client.call('GET', '/session');
  assert.deepEqual([after, body.code], [401, 'session.revoked']);
});

test('console session: another site’s page cannot sign a browser in, nor can a form', async () => {
  const crossSite = { headers: { 'sec-fetch-site': 'cross-site' }, body: owner };
  assert.equal((await anybody().call('POST', '/session', crossSite)).body.code, 'request.forged');
  const form = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: owner };
  const { status, body } = await anybody().call('POST', '/session', form);
  assert.deepEqual([status, body.code], [415, 'request.not_json']);
});

test('console session: an unknown account and a wrong password are answered alike, and the fourth try needs a captcha', async () => {
  for (const identifier of ['owner', 'nobody-here']) {
    for (let tries = 0; tries < 3; tries += 1) {
      const wrong = await anybody().call('POST', '/session', { body: { identifier, password: 'wrong-password' } });
      assert.deepEqual([wrong.status, wrong.body.code], [401, 'password.wrong']);
    }
    const fourth = await anybody().call('POST', '/session', { body: { identifier, password: 'wrong-password' } });
    assert.deepEqual([fourth.status, fourth.body.code], [400, 'captcha.required']);
  }
  const { body: captcha } = await anybody().call('GET', '/captcha');
  assert.match(captcha.image, /^data:image\/png;base64,iVBOR/);
  const answer = { id: captcha.id, answer: portico.answerOf(captcha.id) };
  portico.clock.advance(31 * 60_000);
  const right = await anybody().call('POST', '/session', { body: { ...owner, captcha: answer } });
  assert.equal(right.status, 201);
});

test('console session: problems are RFC 9457, in the language asked for, with a pointer to each member that is wrong', async () => {
  const body = { identifier: '', passwort: 'x' };
  const english = await anybody().call('POST', '/session', { body });
  assert.equal(english.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.equal(english.body.type, 'urn:portico:problem:request.invalid_fields');
  const pointers = english.body.errors.map((error: { pointer: string }) => error.pointer);
  assert.deepEqual(pointers.sort(), ['/identifier', '/password', '/passwort']);
  const chinese = await anybody().call('POST', '/session', {
    body,
    headers: { 'accept-language': 'zh-CN,zh;q=0.9' },
  });
  assert.equal(chinese.body.title, '部分内容不符合要求');
  assert.match(chinese.body.errors[0].detail, /[\u4e00-\u9fff]/);
});

test('console session: what is no path, no JSON and no text is answered as a problem too', async () => {
  const url = `${portico.url}/management/v1`;
  for (const [path, init, status] of [
    ['/nothing', {}, 404],
    ['/session', { method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400],
    [
      '/session',
      {
        method: 'POST',
        body: '{"identifier":"\\u0000","password":"x"}',
        headers: { 'content-type': 'application/json' },
      },
      400,
    ],
    ['/%zz', {}, 400],
  ] as const) {
    const response = await fetch(url + path, init);
    assert.equal(response.status, status, path);
    assert.match(response.headers.get('content-type') ?? '', /problem\+json/);
  }
});

test('console session: changing your own password needs the current one, refuses a common one, and signs you out', async () => {
  await portico.portico.house.core.passwords.unlock(1, { actor: 'cli', mayChangeOperators: true });
  const client = await signInAtConsole(portico);
  const change = (currentPassword: string, newPassword: string) =>
    client.call('POST', '/session/password', { body: { currentPassword, newPassword } });
  assert.equal((await change(credentials.ownerPassword, 'password123')).body.errors[0].pointer, '/newPassword');
  assert.equal((await change('not-the-current-one', 'a new Password 9')).body.code, 'password.wrong');
  portico.clock.advance(60_000);
  assert.equal((await change(credentials.ownerPassword, changedPassword)).status, 204);
  assert.equal((await client.call('GET', '/session')).body.code, 'session.revoked');
  const again = await signInAtConsole(portico, 'owner', changedPassword);
  assert.equal((await again.call('GET', '/session')).status, 200);
});

test('console session: what outlives an unlocked screen needs the password of the last 5 minutes', async () => {
  const client = await signInAtConsole(portico, 'owner', changedPassword);
  const { body: made } = await client.call('POST', '/accounts', { body: { handle: 'to-be-raised' } });
  const { id, version } = made.account;
  const { body: key } = await client.call('GET', '/signing-keys/1');
  const { body: settings } = await client.call('GET', '/settings');
  const changes = [
    () => client.call('POST', '/api-keys', { body: { name: 'revealer', rights: ['vault:reveal'] } }),
    () => client.call('POST', `/accounts/${id}/password-reset`),
    () => client.call('POST', '/accounts', { body: { handle: 'second-owner', role: 'owner' } }),
    () => client.call('PUT', `/accounts/${id}/role`, { version, body: { role: 'admin' } }),
    () => client.call('POST', '/signing-keys', { body: { name: 'front end' } }),
    () => client.call('POST', '/signing-keys/1/rotate', { version: key.version, body: { overlapHours: 0 } }),
    () => client.call('POST', '/panel-token/reset'),
    () =>
      client.call('PATCH', '/settings', { version: settings.version, body: { values: { 'mobile.hardened': true } } }),
  ];
  portico.clock.advance(5 * 60_000 + 1);
  for (const change of changes) assert.equal((await change()).body.code, 'password.confirmation_needed');
  const confirm = (password: string) => client.call('POST', '/session/confirmation', { body: { password } });
  assert.equal((await confirm('not-the-password')).body.code, 'password.wrong');
  assert.equal((await changes[0]?.())?.body.code, 'password.confirmation_needed');
  portico.clock.advance(60_000);
  assert.equal((await confirm(changedPassword)).status, 204);
  for (const change of changes) assert.ok((await change()).status < 300, String(change));
});

test('console session: nobody makes a password link for their own account', async () => {
  const client = await signInAtConsole(portico, 'owner', changedPassword);
  const { status, body } = await client.call('POST', '/accounts/1/password-reset');
  assert.deepEqual([status, body.code], [403, 'password.own']);
});

test('console session: who is an admin no more is signed out of the console, and of the console alone', async () => {
  await createOperator(portico, { handle: 'demoted', password: changedPassword });
  const { core, database } = portico.portico.house;
  const account = await core.accounts.findBy({ kind: 'handle', handleKey: 'demoted' });
  assert.ok(account);
  const elsewhere = await database.transaction().execute((tx) => core.sessions.open(tx, account, 'blog', caller));
  const client = await signInAtConsole(portico, 'demoted', changedPassword);
  await core.accounts.setRole(account.id, 'user', 'cli');
  assert.deepEqual((await client.call('GET', '/session')).body.code, 'session.revoked');
  assert.ok(await core.sessions.authenticateJwt('blog', core.sessions.sign(elsewhere, {})));
});

test('console session: whoever loses the right while a body is still coming does not finish', async () => {
  const { core } = portico.portico.house;
  const { id, key } = await core.apiKeys.create({ name: 'slow', rights: ['messages:write'] }, { actor: 'cli' });
  let send: (chunk: string) => void = () => {};
  let end: () => void = () => {};
  const body = new ReadableStream({
    start(controller) {
      send = (chunk) => controller.enqueue(new TextEncoder().encode(chunk));
      end = () => controller.close();
    },
  });
  const answered = fetch(`${portico.url}/management/v1/canned-answers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body,
    duplex: 'half',
  } as RequestInit);
  send('{"title":"late",');
  const isOpen = async (): Promise<boolean> => (await core.apiKeys.get(id)).lastUsedAt !== null;
  while (!(await isOpen())) await new Promise((resolve) => setTimeout(resolve, 5));
  await core.apiKeys.revoke(id, { by: { actor: 'cli' } });
  send('"content":"too late"}');
  end();
  assert.equal((await answered).status, 401);
  const owner = await signInAtConsole(portico, 'owner', changedPassword);
  assert.deepEqual((await owner.call('GET', '/canned-answers')).body.items, []);
});

test('console session: what a proxy asks a browser for is not taken for an API key', async () => {
  const client = await signInAtConsole(portico, 'owner', changedPassword);
  const headers = { authorization: `Basic ${Buffer.from('team:secret').toString('base64')}` };
  assert.equal((await client.call('GET', '/session', { headers })).status, 200);
  assert.equal((await createManagementClient(portico, headers).call('GET', '/session')).body.code, 'session.missing');
});

test('console session: wrong sign-ins are in the audit log, without what was typed, and a flood of them is some lines', async () => {
  portico.clock.advance(31 * 60_000);
  const id = await createOperator(portico, { handle: 'sought', password: 'right-password' });
  await createOperator(portico, { handle: 'plain', password: 'right-password', role: 'user' });
  const shutOut = await createOperator(portico, { handle: 'shut-out', password: 'right-password' });
  const { core, database } = portico.portico.house;
  await core.accounts.setStatus(shutOut, 'rejected', 'test');
  const watcher = await signInAtConsole(portico, 'sought', 'right-password');
  const since = portico.clock.now();
  const signIn = (identifier: string, password = 'a wrong word') =>
    anybody().call('POST', '/session', { body: { identifier, password } });
  for (let tries = 0; tries < 3; tries += 1) await signIn('sought');
  for (let tries = 0; tries < 12; tries += 1) await signIn(`nobody-${tries}`);
  assert.equal((await signIn('plain', 'right-password')).body.code, 'right.missing');
  assert.equal((await signIn('shut-out', 'right-password')).body.code, 'account.rejected');

  const from = encodeURIComponent(new Date(since).toISOString());
  const { items } = (await watcher.call('GET', `/audit?action=console.&from=${from}`)).body;
  const told = items.map(({ target, targetName, actor, address, details }: Record<string, unknown>) => {
    assert.deepEqual([actor, address], ['system', '127.0.0.1']);
    return [target, targetName, details];
  });
  const wrong = (failures: number) => ({ reason: 'password.wrong', failures });
  assert.deepEqual(told.slice(2).reverse(), [
    [`account:${id}`, 'sought', wrong(1)],
    [`account:${id}`, 'sought', wrong(3)],
    ['console', null, wrong(1)],
    ['console', null, wrong(3)],
    ['console', null, wrong(10)],
  ]);
  assert.deepEqual(told[0].slice(1), ['shut-out', { reason: 'account.rejected', failures: 1 }]);
  assert.deepEqual(told[1].slice(1), ['plain', { reason: 'right.missing', failures: 1 }]);
  const rows = await database.selectFrom('audit_log').selectAll().where('at', '>=', since).execute();
  assert.ok(!/nobody|wrong word/.test(JSON.stringify(rows)));
});
