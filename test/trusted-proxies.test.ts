import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { ConfigError, readConfig } from '../src/config.ts';
import { createBlogClient } from './support/blog.ts';
import { signInAtDesktop, uploadBody } from './support/desktop.ts';
import { type Answer, call, startPortico, type TestPortico } from './support/portico.ts';
import { sendRaw } from './support/raw-http.ts';

// One captcha for each address: whoever is refused has been seen before.
const oneEach = { PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: '1' };
const behind = await startPortico({ after }, { ...oneEach, PORTICO_TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });
const direct = await startPortico({ after }, oneEach);

/** Asks as a proxy on loopback would, with these very header lines. */
function ask(server: TestPortico, ...lines: string[]): Promise<Answer> {
  return sendRaw(
    server.url,
    `${['GET /captcha HTTP/1.1', 'Host: x', ...lines, 'Connection: close'].join('\r\n')}\r\n\r\n`,
  );
}
const isNew = async (server: TestPortico, ...lines: string[]): Promise<boolean> =>
  (await ask(server, ...lines)).body.status;

test('behind a trusted proxy each caller has budgets of his own, in however many headers his address comes', async () => {
  assert.equal(await isNew(behind, 'X-Forwarded-For: 198.51.100.1'), true);
  assert.equal(await isNew(behind, 'X-Forwarded-For: 198.51.100.2'), true);
  assert.equal(await isNew(behind, 'X-Forwarded-For: 198.51.100.2'), false);
  assert.equal(await isNew(behind, 'X-Forwarded-For: 6.6.6.6', 'x-forwarded-for: 198.51.100.2'), false);
  assert.equal(await isNew(behind, 'X-Forwarded-For: 6.6.6.6', 'X-Forwarded-For: 198.51.100.2, 10.0.0.9'), false);
});

test('a caller behind a trusted proxy cannot become another one by what he writes before it', async () => {
  assert.equal(await isNew(behind, 'X-Forwarded-For: 198.51.100.9'), true);
  for (const forged of [
    '6.6.6.6',
    '10.0.0.7',
    '127.0.0.1',
    'garbage',
    ',,,',
    '::1',
    `${'1.1.1.1,'.repeat(1_250)}1.1.1.1`,
  ]) {
    assert.equal(await isNew(behind, `X-Forwarded-For: ${forged}, 198.51.100.9`), false, forged.slice(0, 20));
    assert.equal(await isNew(behind, `X-Forwarded-For: ${forged}`, 'X-Forwarded-For: 198.51.100.9'), false);
  }
  for (const line of [
    'Forwarded: for=6.6.6.6',
    'X-Real-IP: 6.6.6.6',
    'X-Client-IP: 6.6.6.6',
    'True-Client-IP: 6.6.6.6',
  ]) {
    assert.equal(await isNew(behind, line, 'X-Forwarded-For: 198.51.100.9'), false, line);
  }
});

test('without a trusted proxy no header makes a caller another one', async () => {
  assert.equal(await isNew(direct, 'X-Forwarded-For: 198.51.100.1'), true);
  for (const line of [
    'X-Forwarded-For: 198.51.100.2',
    'Forwarded: for=198.51.100.3',
    'X-Real-IP: 198.51.100.4',
    'Via: 1.1 x',
  ]) {
    assert.equal(await isNew(direct, line), false, line);
  }
});

test('development spares loopback the budgets until a request shows that it came through a proxy', async () => {
  for (const server of [behind, direct]) {
    for (let count = 0; count < 3; count += 1) assert.equal(await isNew(server), true);
  }
});

test('what tells how clients reach the server follows X-Forwarded-Proto of a trusted proxy, the Host it passes on, and nobody else', async () => {
  for (const [server, scheme] of [
    [behind, 'https'],
    [direct, 'http'],
  ] as const) {
    const { headers } = await signInAtDesktop(server, '13500000001', 'admin');
    const uploaded = await call(`${server.url}/api/upgrade/upload`, 'POST', uploadBody('1', 'x', 'a.txt'), headers);
    assert.equal(uploaded.status, 200);
    const said = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'forged.example', 'x-forwarded-for': '192.0.2.1' };
    const { body } = await call(`${server.url}/api/upgrade/checkVersion`, 'POST', {}, said);
    assert.equal(body.data.full_path, `${server.url.replace('http', scheme)}/dist/a-1.txt`);
    const captcha = await createBlogClient(server).get('/blogapi/service/captcha', {}, said);
    assert.equal(/; Secure$/.test(captcha.headers.get('set-cookie') ?? ''), scheme === 'https');
  }
});

test('a range that is everybody is refused as a trusted proxy, in words', () => {
  for (const everybody of ['0.0.0.0/0', '::/0', '10.0.0.0/8, 0.0.0.0/0', '::/00']) {
    assert.throws(
      () => readConfig({ PORTICO_TRUSTED_PROXIES: everybody }),
      (error: ConfigError) => /PORTICO_TRUSTED_PROXIES holds \S+, which is everybody/.test(error.problems.join()),
      everybody,
    );
  }
  assert.throws(() => readConfig({ PORTICO_TRUSTED_PROXIES: 'balancer.internal' }), ConfigError);
});
