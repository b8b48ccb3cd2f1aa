import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { after, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { createBlogClient } from '../../test/support/blog.ts';
import { signInAtDesktop, storedFiles, uploadBody } from '../../test/support/desktop.ts';
import { findFreePort } from '../../test/support/free-port.ts';
import { type Answer, call, startPortico } from '../../test/support/portico.ts';
import { sendRaw } from '../../test/support/raw-http.ts';
import { logIn, newStaffFields, signUpForm } from '../../test/support/staff.ts';
import type { SettingName, SettingsChange } from '../core/runtime-settings/runtime-settings.ts';

const at = await startPortico({ after }, { PORTICO_STAFF_PORT: '0' });
const { runtimeSettings } = at.portico.house.core;
const change = (values: SettingsChange['values'], reset: SettingName[] = []) =>
  runtimeSettings.change({ values, reset }, { by: { actor: 'test' } });
const askHost = (host: string, path: string): Promise<Answer> =>
  sendRaw(at.url, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);

describe('a change of settings is in force with the next request, without a restart', () => {
  test('a contract is turned off, keeps its paths, and is turned on again', async () => {
    const ask = () => call(`${at.url}/api/personal/info`, 'GET');
    assert.equal((await ask()).body.code, 10004);
    await change({ 'mobile.enabled': false });
    const off = await ask();
    assert.deepEqual([off.status, off.body.title], [404, 'Not Found']);
    assert.ok(!at.portico.gateways.has('mobile'));
    await change({}, ['mobile.enabled']);
    assert.equal((await ask()).body.code, 10004);
  });

  test('a contract that is turned off answers nothing on its own port, which stays open until the next start', async () => {
    const port = at.portico.listeners.find(({ purpose }) => purpose === 'staff')?.address.port;
    const ask = () => call(`http://127.0.0.1:${port}/captcha`, 'GET');
    assert.equal((await ask()).status, 200);
    await change({ 'staff.enabled': false });
    assert.deepEqual([(await ask()).status, (await ask()).body.title], [404, 'Not Found']);
    await change({ 'staff.enabled': true });
    assert.equal((await ask()).status, 200);
  });

  test('a port that another program has is refused when it is chosen, and not by the next start', async (t) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    t.after(() => other.close());
    const { port } = other.address() as AddressInfo;
    const fields = [{ field: 'mobile.port', label: 'mobile.port', rule: '打不开这个端口：已被占用，或没有权限' }];
    await assert.rejects(change({ 'mobile.port': port }), { code: 'request.invalid_fields', params: { fields } });
    await change({ 'mobile.port': port, 'mobile.enabled': false });
    await assert.rejects(change({ 'mobile.enabled': true }), { params: { fields } }, 'off it needs none');
    await change({}, ['mobile.port', 'mobile.enabled']);
  });

  test('a contract gets a host name of its own, and loses it', async () => {
    assert.equal((await askHost('blog.example.com', '/captcha')).body.cmd, 'captcha');
    await change({ 'blog.hostName': 'blog.example.com' });
    const answer = await askHost('blog.example.com', '/captcha');
    assert.deepEqual([answer.status, 'cmd' in answer.body], [404, false]);
    await change({}, ['blog.hostName']);
    assert.equal((await askHost('blog.example.com', '/captcha')).body.cmd, 'captcha');
  });

  test('the blog stops asking for signatures, and asks again', async () => {
    const ask = () => call(`${at.url}/blogapi/service/captcha`, 'GET');
    assert.equal((await ask()).status, 512);
    await change({ 'blog.signature': 'optional' });
    assert.equal((await ask()).status, 200);
    await change({}, ['blog.signature']);
    assert.equal((await ask()).status, 512);
  });

  test('budgets of codes and the address in mailed links', async () => {
    await change({ 'server.publicUrl': 'https://accounts.example.com', 'limits.codesPerPrefixHour': 1 });
    const blog = createBlogClient(at);
    assert.equal((await blog.register('writer')).body.code, 200);
    assert.match(
      at.outbox().findLast(({ purpose }) => purpose === 'verify-email')?.text ?? '',
      /https:\/\/accounts\.example\.com\/blogapi\/verify-email\?token=/,
    );
    // Not exempt, as a request without forwarding header is in development.
    const send = (account: string): Promise<Answer> =>
      call(`${at.url}/api/user/sendCode`, 'POST', { account }, { 'x-forwarded-for': '203.0.113.9' });
    assert.equal((await send('13800000001')).status, 200);
    assert.equal((await send('13800000002')).status, 403);
    await change({ 'limits.codesPerPrefixHour': 2 });
    assert.equal((await send('13800000003')).status, 200);
    await change({}, ['server.publicUrl', 'limits.codesPerPrefixHour']);
  });

  test('how many captchas and wrong passwords one address has', async () => {
    const proxied = { 'x-forwarded-for': '203.0.113.10' };
    const statusOf = async (answer: Promise<Answer>): Promise<number> => (await answer).status;
    const look = () => statusOf(call(`${at.url}/captcha`, 'GET', undefined, proxied));
    await change({ 'limits.captchasPerAddressMinute': 1, 'limits.passwordFailuresPerAddress': 10 });
    assert.deepEqual([await look(), await look()], [200, 429]);
    const fail = (account: string) =>
      statusOf(call(`${at.url}/api/auth/access_token`, 'POST', { account, password: 'wrong' }, proxied));
    for (let n = 0; n < 10; n += 1) assert.equal(await fail(`nobody-${n}`), 200);
    assert.equal(await fail('nobody'), 429);
    await change({}, ['limits.captchasPerAddressMinute', 'limits.passwordFailuresPerAddress']);
    assert.deepEqual([await look(), await fail('nobody')], [200, 200]);
  });

  test('staff sign-ups are let in at once, and wait again (S4)', async () => {
    const signUp = async () => {
      const fields = newStaffFields();
      const { body } = await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
      return { message: body.message, answer: await logIn(at, fields.nickname) };
    };
    await change({ 'staff.approvalRequired': false });
    const open = await signUp();
    assert.deepEqual([open.message, open.answer.body.status], ['注册成功', true]);
    await change({}, ['staff.approvalRequired']);
    const waiting = await signUp();
    assert.deepEqual([waiting.message, waiting.answer.body.status], ['注册成功，请等待管理员审核', false]);
  });

  test('the zone of printed times', async () => {
    const { headers } = await signInAtDesktop(at, '13700000001', 'admin');
    await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1', 'x', 'a.zip'), headers);
    const released = async (): Promise<string> =>
      (await call(`${at.url}/api/upgrade/checkVersion`, 'POST')).body.data.release_time;
    const before = Date.parse(`${await released()}Z`);
    await change({ 'server.timeZone': 'UTC' });
    assert.equal(before - Date.parse(`${await released()}Z`), 8 * 3_600_000);
    await change({}, ['server.timeZone']);
  });
});

test('what is in flight during a change goes on to its end', async () => {
  const { headers } = await signInAtDesktop(at, '13700000002', 'admin');
  const form = new Response(uploadBody('2', 'x'.repeat(100_000), 'b.zip'));
  const body = Buffer.from(await form.arrayBuffer());
  const upload = request(`${at.url}/api/upgrade/upload`, {
    method: 'POST',
    headers: { ...headers, 'content-type': form.headers.get('content-type') ?? '', 'content-length': body.length },
  });
  const answered = once(upload, 'response');
  upload.write(body.subarray(0, 50_000));
  while (!storedFiles(at).some((name) => name.startsWith('.staging'))) await setTimeout(5);
  await change({ 'mobile.hardened': true });
  await change({ 'desktop.enabled': false });
  upload.end(body.subarray(50_000));
  const [{ statusCode }] = await answered;
  assert.equal(statusCode, 200);
  assert.equal((await call(`${at.url}/api/upgrade/checkVersion`, 'POST')).status, 404);
  await change({}, ['mobile.hardened', 'desktop.enabled']);
  assert.equal((await call(`${at.url}/api/upgrade/checkVersion`, 'POST')).body.data.version, 2);
});

test('while settings change again and again, no request is lost', async () => {
  let isChanging = true;
  const asked: number[] = [];
  const asking = (async () => {
    while (isChanging) asked.push((await call(`${at.url}/captcha`, 'GET')).status);
  })();
  for (let round = 0; round < 10; round += 1) await change({ 'staff.hardened': round % 2 === 0 });
  isChanging = false;
  await asking;
  assert.deepEqual([...new Set(asked)], [200]);
});

test('what was stored is in force after the next start, ports included; the environment wins', async (context) => {
  const first = await startPortico(context);
  const freePort = await findFreePort();
  await first.portico.house.core.runtimeSettings.change(
    { values: { 'mobile.port': freePort, 'blog.signature': 'optional', 'staff.enabled': false }, reset: [] },
    { by: { actor: 'test' } },
  );
  await first.portico.close();
  const second = await startPortico(context, {
    ...first.environment,
    PORTICO_STAFF_ENABLED: 'true',
  });
  assert.equal((await call(`http://127.0.0.1:${freePort}/api/personal/info`, 'GET')).body.code, 10004);
  assert.equal((await call(`${second.url}/blogapi/service/captcha`, 'GET')).status, 200);
  assert.equal((await call(`${second.url}/captcha`, 'GET')).status, 200);
});

test('a stored place that the environment gives to another contract since keeps the server from starting, in words', async (context) => {
  const first = await startPortico(context);
  await first.portico.house.core.runtimeSettings.change(
    { values: { 'mobile.hostName': 'a.example.com' }, reset: [] },
    { by: { actor: 'test' } },
  );
  await first.portico.close();
  const again = startPortico(context, { ...first.environment, PORTICO_BLOG_HOST: 'a.example.com' });
  await assert.rejects(
    again,
    /mobile\.hostName \(PORTICO_MOBILE_HOST\) and blog\.hostName .* are both a\.example\.com/,
  );
});
