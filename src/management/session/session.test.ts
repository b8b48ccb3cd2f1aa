import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { credentials, startPortico } from '../../../test/support/portico.ts';

const portico = await startPortico({ after });
const owner = { identifier: 'owner', password: credentials.ownerPassword };
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

test('console session: the cookie is marked secure where the page was reached over TLS, and there alone', async () => {
  const isSecure = async (headers: Record<string, string>): Promise<boolean> => {
    const { status, headers: answered } = await anybody().call('POST', '/session', { body: owner, headers });
    assert.equal(status, 201);
    return /; Secure$/.test(answered.get('set-cookie') ?? '');
  };
  assert.equal(await isSecure({}), false);
  assert.equal(await isSecure({ 'x-forwarded-proto': 'https' }), true);
  const { runtimeSettings } = portico.portico.house.core;
  const values = { 'server.publicUrl': 'https://accounts.example.com' };
  await runtimeSettings.change({ values, reset: [] }, { by: { actor: 'test' } });
  assert.equal(await isSecure({}), true);
  assert.equal(await isSecure({ origin: 'https://accounts.example.com' }), true);
  assert.equal(await isSecure({ origin: 'http://10.0.0.5:9000' }), false, 'it would be lost on an inner network');
  await runtimeSettings.change({ values: {}, reset: ['server.publicUrl'] }, { by: { actor: 'test' } });
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
  assert.equal((await change(credentials.ownerPassword, 'a new Password 9')).status, 204);
  assert.equal((await client.call('GET', '/session')).body.code, 'session.revoked');
  const again = await signInAtConsole(portico, 'owner', 'a new Password 9');
  assert.equal((await again.call('GET', '/session')).status, 200);
});
