import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect } from 'node:tls';
import { ensureConsoleBuilt } from '../scripts/console.mjs';
import { createBlogClient } from './support/blog.ts';
import { signInAtDesktop, uploadBody } from './support/desktop.ts';
import { findFreePort } from './support/free-port.ts';
import { createKeptConnections } from './support/kept-connections.ts';
import { createManagementClient } from './support/management.ts';
import {
  desktopHeartbeat,
  mobileInfo,
  registerMobile,
  signInDesktop,
  signInMobile,
} from './support/mobile-and-desktop.ts';
import { startNginx } from './support/nginx.ts';
import { pngHeader } from './support/pictures.ts';
import { call, credentials, startPortico, type TestPortico } from './support/portico.ts';
import { servePortico as serveProcess, temporaryDataDir } from './support/process.ts';
import { sendRaw } from './support/raw-http.ts';
import { idOf, logIn, logInAsOwner, newStaffFields, signUpForm, staffPassword } from './support/staff.ts';

const trusting = { PORTICO_TRUSTED_PROXIES: '127.0.0.1' };
const mebibyte = 1024 * 1024;

await ensureConsoleBuilt();
const node = await startPortico({ after }, trusting);
const nginx = await startNginx({ after }, [node]);
/** The same server, as everybody reaches it. */
const server: TestPortico = { ...node, url: nginx.url, panelUrl: nginx.panelUrl };

/** Asks over a connection of its own and HTTP/1.1, for a path as it is written, at a name that the certificate may not have. */
async function askAlone(path: string, { method = 'GET', body = '', name = 'localhost' } = {}) {
  const { port } = new URL(server.url);
  const headers = { host: name, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const asked = request({ host: '127.0.0.1', port, path, method, headers, servername: name, agent: false });
  // An answer that comes before the body was taken ends the sending.
  asked.on('error', () => {});
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, text: (await answer.toArray()).join('') };
}

test('behind nginx: one account goes through the doors of mobile, desktop, staff and blog', async () => {
  const phone = '13900000001';
  const registered = await registerMobile(server, phone, staffPassword);
  const info = (await mobileInfo(server, registered)) as { id: number };
  assert.equal((await mobileInfo(server, await signInMobile(server, phone, staffPassword))).id, info.id);
  assert.equal((await desktopHeartbeat(server, await signInDesktop(server, phone))).id, info.id);

  const owner = await logInAsOwner(server);
  const renamed = await call(`${server.url}/user/${info.id}`, 'PUT', { nickname: '门廊_1' }, owner);
  assert.equal(renamed.body.status, true);
  assert.equal((await call(`${server.url}/audit/user/${info.id}`, 'PUT', {}, owner)).body.status, true);
  assert.equal((await logIn(server, '门廊_1')).body.data.id, info.id);

  const blog = createBlogClient(server);
  const session = await blog.login('门廊_1', staffPassword);
  assert.equal(session.status, 200);
  const token = { 'access-token': session.body.data.token };
  assert.equal((await blog.get('/admin/logout', {}, token)).status, 200);
  assert.equal((await blog.get('/admin/logout', {}, token)).status, 401);
  assert.equal((await blog.register('writer1')).status, 200);
});

test('behind nginx: TLS is 1.2 with forward secrecy and authenticated encryption, or 1.3, and nothing older', async () => {
  const isTaken = (options: ConnectionOptions): Promise<boolean> => {
    const socket = connect({
      host: '127.0.0.1',
      port: Number(new URL(nginx.url).port),
      servername: 'localhost',
      rejectUnauthorized: false,
      ...options,
    });
    const answer = once(socket, 'secureConnect').then(
      () => true,
      () => false,
    );
    return answer.finally(() => socket.destroy());
  };
  const only = (ciphers: string): ConnectionOptions => ({ maxVersion: 'TLSv1.2', ciphers: `${ciphers}@SECLEVEL=0` });
  assert.ok(await isTaken({ minVersion: 'TLSv1.3' }));
  assert.ok(await isTaken(only('ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384')));
  for (const weak of ['ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA', 'AES128-GCM-SHA256:AES256-SHA256']) {
    assert.ok(!(await isTaken(only(weak))), weak);
  }
  assert.ok(!(await isTaken({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })));
});

test('behind nginx: the panel has its port, and nothing else is there', async () => {
  const token = { 'api-token': credentials.panelToken };
  const cookie = { ptPin: 'pt_key=AAJk;pt_pin=jd_1;' };
  for (const url of [server.panelUrl, server.url]) {
    assert.equal((await call(`${url}/openApi/updateCookie`, 'POST', cookie, token)).body.code, 1);
    assert.equal((await call(`${url}/openApi/count`, 'GET', undefined, token)).body.data.accountCount, 1);
    assert.equal((await call(`${url}/openApi/count`, 'GET')).body.code, 4403);
  }
  assert.equal((await call(`${server.panelUrl}/healthz`, 'GET')).status, 200);
  assert.equal((await call(`${server.panelUrl}/api/personal/info`, 'GET')).body.code, 0);
});

test('behind nginx: an operator signs in to the console with a cookie for TLS alone', async () => {
  const body = { identifier: 'owner', password: credentials.ownerPassword };
  const { status, headers } = await createManagementClient(server).call('POST', '/session', { body });
  assert.equal(status, 201);
  assert.match(headers.get('set-cookie') ?? '', /; Secure$/);
});

test('behind nginx: a release streams up and down, never through a file of nginx’s; ranges and resumption hold', async () => {
  const { headers } = await signInAtDesktop(server, '13900000002', 'admin');
  const bytes = randomBytes(48 * mebibyte);
  const uploaded = await call(`${server.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'big.zip'), headers);
  assert.equal(uploaded.body.data.path, '/dist/big-1.0.zip');
  const { body } = await call(`${server.url}/api/upgrade/checkVersion`, 'POST');
  assert.equal(body.data.full_path, `${server.url}/dist/big-1.0.zip`);
  assert.equal(body.data.sha256, createHash('sha256').update(bytes).digest('hex'));

  const whole = await fetch(body.data.full_path);
  assert.ok(Buffer.from(await whole.arrayBuffer()).equals(bytes));
  const etag = whole.headers.get('etag') as string;
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 0],
    [`bytes=${mebibyte}-${3 * mebibyte}`, mebibyte, 3 * mebibyte],
    ['bytes=-100', bytes.length - 100, bytes.length - 1],
  ] as const) {
    const part = await fetch(body.data.full_path, { headers: { range, 'if-range': etag } });
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes ${start}-${end}/${bytes.length}`]);
    assert.ok(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(start, end + 1)));
  }
  const head = await fetch(body.data.full_path, { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(bytes.length));
  assert.equal((await fetch(body.data.full_path, { headers: { 'if-none-match': etag } })).status, 304);
  assert.equal((await fetch(body.data.full_path, { headers: { range: `bytes=${bytes.length}-` } })).status, 416);
  assert.doesNotMatch(nginx.errors(), /buffered to a temporary file/);
});

test('behind nginx: avatars are where the doors say, over TLS', async () => {
  const fields = newStaffFields();
  const picture = pngHeader(20, 20);
  assert.equal((await call(`${server.url}/signUp`, 'PUT', signUpForm(fields, picture))).body.status, true);
  const owner = await logInAsOwner(server);
  await call(`${server.url}/audit/user/${await idOf(server, fields.nickname)}`, 'PUT', {}, owner);
  const { imgsrc } = (await signInDesktop(server, fields.phone)).body.data;
  assert.ok(imgsrc.startsWith(`${server.url}/avatars/`), imgsrc);
  const shown = await fetch(imgsrc);
  assert.deepEqual([shown.status, shown.headers.get('content-type')], [200, 'image/png']);
  assert.ok(Buffer.from(await shown.arrayBuffer()).equals(picture));
  const part = await fetch(imgsrc, { headers: { range: 'bytes=0-7' } });
  assert.equal(part.headers.get('content-range'), `bytes 0-7/${picture.length}`);
});

test('behind nginx: the console’s files arrive zipped as Portico zipped them, and fresh ones are not sent twice', async () => {
  const page = await (await fetch(`${server.url}/console/`)).text();
  const script = /src="([^"]+\.js)"[^>]*type="module"|type="module"[^>]*src="([^"]+\.js)"/
    .exec(page)
    ?.slice(1)
    .find(Boolean) as string;
  const url = new URL(script, `${server.url}/console/`);
  const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
  assert.equal(plain.headers.get('content-encoding'), null);
  const text = await plain.text();
  for (const encoding of ['gzip', 'br']) {
    const zipped = await fetch(url, { headers: { 'accept-encoding': encoding } });
    assert.equal(zipped.headers.get('content-encoding'), encoding);
    assert.ok(Number(zipped.headers.get('content-length')) < text.length / 2);
    assert.equal(await zipped.text(), text);
    const etag = zipped.headers.get('etag') as string;
    const again = await fetch(url, { headers: { 'accept-encoding': encoding, 'if-none-match': etag } });
    assert.equal(again.status, 304);
  }
});

test('behind nginx: what is refused is refused in the words of its contract, however large', async () => {
  const unknown = await call(`${server.url}/api/nothing`, 'GET');
  assert.deepEqual([unknown.status, unknown.body.code], [404, 10002]);
  const tooLarge = { method: 'POST', body: JSON.stringify({ account: 'x'.repeat(8 * mebibyte) }) };
  const desktop = await askAlone('/api/user/sendCode', tooLarge);
  assert.deepEqual([desktop.status, JSON.parse(desktop.text).meta.status], [400, 400]);
  const mobile = await askAlone('/api/auth/access_token', tooLarge);
  assert.deepEqual([mobile.status, JSON.parse(mobile.text).code], [413, 10005]);
  const longHeader = await call(`${server.url}/api/personal/info`, 'GET', undefined, { 'x-long': 'x'.repeat(20_000) });
  assert.deepEqual([longHeader.status, longHeader.body.code], [400, 10005]);
});

test('behind nginx: a caller has one address, whatever he writes into forwarding headers', async (t) => {
  const strict = await startPortico(t, { ...trusting, PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: '1' });
  const { url } = await startNginx(t, [strict]);
  const isNew = async (headers: Record<string, string>): Promise<boolean> =>
    (await call(`${url}/captcha`, 'GET', undefined, headers)).body.status;
  assert.equal(await isNew({}), true);
  for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-client-ip']) {
    assert.equal(await isNew({ [name]: '198.51.100.1' }), false, name);
  }
});

test('behind nginx: what is for the inside is not answered outside', async () => {
  for (const path of ['/metrics', '/metrics/', '/metrics?x=1', '//metrics', '/%6detrics', '/x/../metrics']) {
    assert.equal((await askAlone(path)).status, 404, path);
  }
});

test('behind nginx: plain HTTP leads to TLS with method and query kept, and other names lead nowhere', async () => {
  const redirected = await fetch(`${nginx.plainUrl}/api/user/sendCode?x=1`, { method: 'POST', redirect: 'manual' });
  assert.equal(redirected.status, 308);
  assert.equal(redirected.headers.get('location'), 'https://localhost/api/user/sendCode?x=1');
  await assert.rejects(
    sendRaw(nginx.plainUrl.replace('localhost', '127.0.0.1'), 'GET / HTTP/1.1\r\nHost: other.example\r\n\r\n'),
  );
  await assert.rejects(askAlone('/healthz', { name: 'other.example' }), /alert/);
});

test('behind nginx: a node that is gone costs nobody a request, not even one that changes something', async (t) => {
  const port = await findFreePort();
  const gone = { url: `http://127.0.0.1:${port}`, panelUrl: `http://127.0.0.1:${port}` };
  const { url } = await startNginx(t, [gone, node, gone]);
  for (let count = 0; count < 20; count += 1) {
    const answer = await call(`${url}/api/auth/access_token`, 'POST', { account: 'nobody', password: 'whatever' });
    assert.equal(answer.body.code, 10006);
  }
});

test('behind nginx: a node marked `down` is sent nothing more after a reload', async (t) => {
  const other = await startPortico(t, trusting);
  const balanced = await startNginx(t, [node, { ...other, down: true }]);
  const readyAt = async (): Promise<number> => (await call(`${balanced.url}/readyz`, 'GET')).status;
  other.portico.announceEnd();
  for (let count = 0; count < 10; count += 1) assert.equal(await readyAt(), 200);
  await balanced.reload([{ ...node, down: true }, other]);
  for (let count = 0; count < 10; count += 1) assert.equal(await readyAt(), 503);
});

test('behind nginx: what the example offers in comments works when it is taken in', async (t) => {
  const offers = /^( *)# (?=limit_req|set_real_ip_from|real_ip_|location ~|\}$| {4}(?:allow|deny|proxy_pass))/gm;
  const { url } = await startNginx(t, [node], (text) =>
    text
      .replace(offers, '$1')
      .replace('set_real_ip_from 10.0.0.0/24', 'set_real_ip_from 127.0.0.1')
      .replace('rate=100r/s', 'rate=1r/m')
      .replace('burst=200', 'burst=2'),
  );
  const from = (address: string, path: string) =>
    call(url + path, 'GET', undefined, { 'x-forwarded-for': `6.6.6.6, ${address}` });
  assert.equal((await from('198.51.100.1', '/console/')).status, 403);
  assert.equal((await from('198.51.100.1', '/management/v1/session')).status, 403);
  assert.equal((await from('10.1.2.3', '/console/')).status, 200);
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push((await from('198.51.100.2', '/healthz')).status);
  assert.deepEqual(answers, [200, 200, 200, 429, 429]);
});

test('behind nginx: a node that drains, stops and comes back under load costs nobody a request, once somebody asked /readyz', async (t) => {
  const environment = { ...trusting, PORTICO_PORT: String(await findFreePort()), PORTICO_DRAIN_DELAY_SECONDS: '600' };
  const leaving = await serveProcess(t, temporaryDataDir(t), environment);
  const nodes = [node, { url: leaving.url, panelUrl: leaving.url }];
  const { url } = await startNginx(t, nodes, (text) => text.replaceAll('fail_timeout=30s', 'fail_timeout=12s'));
  const clients = createKeptConnections();
  t.after(clients.close);
  const whoIsReady = async () => (await clients.ask(`${url}/readyz`)).headers['x-portico-node'] as string | undefined;
  const answers = new Set<number>();
  let isOver = false;
  const load = Array.from({ length: 4 }, async () => {
    while (!isOver) {
      // A POST, which nginx sends once, and one that no budget refuses.
      answers.add((await clients.ask(`${url}/api/heart/check`, { method: 'POST', body: {} })).status);
    }
  });
  const address = new URL(leaving.url).host;
  while ((await whoIsReady()) !== address) await sleep(10);
  leaving.child.kill('SIGTERM');
  // The two failures that nginx counts, as its header tells them.
  for (let failures = 0; failures < 2; ) if ((await whoIsReady())?.startsWith(`${address},`)) failures += 1;
  // A second signal ends the delay: nobody is sent there any more.
  await sleep(1_100);
  leaving.child.kill('SIGTERM');
  assert.equal(await leaving.ended, 0);
  await serveProcess(t, temporaryDataDir(t), environment);
  while ((await whoIsReady()) !== address) await sleep(10);
  isOver = true;
  await Promise.all(load);
  assert.deepEqual([...answers], [401]);
});
