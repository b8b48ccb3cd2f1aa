import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { createConsole } from './console.ts';

const home = mkdtempSync(join(tmpdir(), 'portico-console-'));
after(() => rmSync(home, { recursive: true, force: true }));
writeFileSync(join(home, 'secret.txt'), 'not for the web');

/** A build like scripts/console.mjs leaves it. */
function build(folder: string, stamp: string): string {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const files = { 'index.html': `<p>page ${stamp}</p>`, 'theme.js': '0', 'assets/app-Ab12.js': 'x'.repeat(500) };
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
  }
  writeFileSync(join(folder, '.built'), stamp);
  return folder;
}

async function serve(context: { after(ending: () => void): void }, folder: string): Promise<string> {
  const server = createServer(createConsole(folder)).listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const url = await serve({ after }, build(join(home, 'dist'), 'one'));
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(url + path, { method, headers, redirect: 'manual' });

test('console: /console leads to /console/, with its query', async () => {
  const { status, headers } = await get('/console?a=1');
  assert.deepEqual([status, headers.get('location')], [301, '/console/?a=1']);
});

test('console: the page answers for every address without a dot, and is asked for anew each time', async () => {
  for (const path of ['/console/', '/console/accounts/12', '/console/sign-in?return=%2Fvault', '/console/index.html']) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(response.headers.get('cache-control'), 'no-cache');
    assert.equal(await response.text(), '<p>page one</p>');
  }
});

test('console: an asset may be kept for ever, a file that is gone is 404 and never the page', async () => {
  const response = await get('/console/assets/app-Ab12.js');
  assert.deepEqual(
    [response.status, response.headers.get('content-type'), response.headers.get('cache-control')],
    [200, 'text/javascript; charset=utf-8', 'public, max-age=31536000, immutable'],
  );
  for (const path of ['/console/assets/app-Zz99.js', '/console/.built', '/console/assets/app-Ab12.js.br']) {
    assert.equal((await get(path)).status, 404, path);
  }
});

test('console: each caller gets the smallest encoding that it can read', async () => {
  for (const [accepted, encoding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['identity', null],
  ] as const) {
    const response = await get('/console/assets/app-Ab12.js', { 'accept-encoding': accepted });
    assert.deepEqual(
      [response.headers.get('content-encoding'), response.headers.get('vary')],
      [encoding, 'Accept-Encoding'],
    );
    assert.equal(await response.text(), 'x'.repeat(500));
  }
});

test('console: who has the page already is answered 304, each encoding has a tag of its own', async () => {
  const tags = new Set<string>();
  for (const accepted of ['br', 'gzip', 'identity']) {
    const etag = (await get('/console/', { 'accept-encoding': accepted })).headers.get('etag') as string;
    tags.add(etag);
    const again = await get('/console/', { 'accept-encoding': accepted, 'if-none-match': etag });
    assert.deepEqual([again.status, await again.text()], [304, '']);
  }
  assert.equal(tags.size, 3);
});

test('console: HEAD tells the headers without the bytes, other methods are 405', async () => {
  const head = await get('/console/', {}, 'HEAD');
  assert.deepEqual([head.status, await head.text()], [200, '']);
  assert.ok(Number(head.headers.get('content-length')) > 0);
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const response = await get('/console/', {}, method);
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD']);
  }
});

test('console: every answer carries the policy: scripts from here alone, framed by nobody', async () => {
  for (const path of ['/console', '/console/', '/console/theme.js', '/console/none.js']) {
    const { headers } = await get(path);
    const policy = headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self'; /);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.equal(headers.get('referrer-policy'), 'no-referrer');
    assert.equal(headers.get('cross-origin-opener-policy'), 'same-origin');
    assert.ok(headers.get('permissions-policy'));
  }
});

test('console: no path leads out of its folder', async () => {
  for (const path of [
    '/console/../secret.txt',
    '/console/assets/../../secret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/..%2fsecret.txt',
    '/console/..\\secret.txt',
    '/console//etc/passwd',
    '/console/assets',
    '/console/%00',
  ]) {
    const { status, body } = await sendRaw(url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.ok(status === 404 || body === '<p>page one</p>', path);
  }
});

test('console: before the first build it is 503 in words, and comes by itself when it is built; a newer build replaces it', async (t) => {
  const folder = join(home, 'later');
  const later = await serve(t, folder);
  const missing = await fetch(`${later}/console/`);
  assert.deepEqual([missing.status, missing.headers.get('content-type')], [503, 'text/html; charset=utf-8']);
  assert.match(await missing.text(), /npm run build:console[\s\S]*控制台尚未构建/);
  build(folder, 'two');
  const first = await fetch(`${later}/console/`);
  assert.equal(await first.text(), '<p>page two</p>');
  renameSync(folder, `${folder}-old`);
  build(folder, 'three');
  const second = await fetch(`${later}/console/`, { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
  assert.deepEqual([second.status, await second.text()], [200, '<p>page three</p>']);
});
