import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bmpHeader, jpgHeader, padded, pngHeader } from '../../test/support/pictures.ts';
import { call, startPortico } from '../../test/support/portico.ts';
import { idOf, newStaffFields, signUpForm } from '../../test/support/staff.ts';

const server = await startPortico({ after });
const { accounts, avatars } = server.portico.house.core;
const picture = padded(pngHeader(20, 20), 1_000);
const address = server.url + (await avatars.keep({ format: 'png', bytes: picture }));

async function bytesOf(response: Response): Promise<Buffer> {
  return Buffer.from(await response.arrayBuffer());
}

test('avatars: the picture of a sign-up is served under an unguessable name, as what its bytes are', async () => {
  const kinds = [
    [pngHeader(10, 10), 'png', 'image/png'],
    [jpgHeader(10, 10), 'jpg', 'image/jpeg'],
    [bmpHeader(10, 10), 'bmp', 'image/bmp'],
  ] as const;
  for (const [bytes, extension, contentType] of kinds) {
    const fields = newStaffFields();
    await call(`${server.url}/signUp`, 'PUT', signUpForm(fields, bytes, 'page.html'));
    const { avatar } = await accounts.get(await idOf(server, fields.nickname));
    assert.match(avatar, new RegExp(`^/avatars/[0-9A-Za-z]{32}\\.${extension}$`));
    const response = await fetch(server.url + avatar);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), contentType);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('content-length'), String(bytes.length));
    assert.ok(response.headers.get('x-request-id'));
    assert.deepEqual(await bytesOf(response), bytes);
  }
});

test('avatars: HEAD tells the same headers without the bytes, a query changes nothing', async () => {
  const head = await fetch(`${address}?v=2`, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, '1000']);
  assert.equal((await bytesOf(head)).length, 0);
});

test('avatars: who has the picture already is answered 304', async () => {
  const etag = (await fetch(address)).headers.get('etag') as string;
  assert.match(etag, /^"[^"]+"$/);
  for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
    const response = await fetch(address, { headers: { 'if-none-match': tags } });
    assert.deepEqual([response.status, response.headers.get('etag')], [304, etag]);
  }
  assert.equal((await fetch(address, { headers: { 'if-none-match': '"other"' } })).status, 200);
});

test('avatars: one range is answered 206, one outside of the picture 416, anything else with the whole', async () => {
  const etag = (await fetch(address)).headers.get('etag') as string;
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=990-', 990, 999],
    ['bytes=990-5000', 990, 999],
    ['bytes=-10', 990, 999],
    ['bytes=-5000', 0, 999],
  ] as const) {
    const response = await fetch(address, { headers: { range, 'if-range': etag } });
    assert.deepEqual([response.status, response.headers.get('content-range')], [206, `bytes ${start}-${end}/1000`]);
    assert.deepEqual(await bytesOf(response), picture.subarray(start, end + 1));
  }
  for (const range of ['bytes=1000-', 'bytes=-0']) {
    const response = await fetch(address, { headers: { range } });
    assert.deepEqual([response.status, response.headers.get('content-range')], [416, 'bytes */1000']);
  }
  for (const headers of [
    { range: 'bytes=5-1' },
    { range: 'lines=1-2' },
    { range: 'bytes=0-1,5-6' },
    { range: 'bytes=-' },
  ]) {
    assert.equal((await fetch(address, { headers })).status, 200);
  }
  assert.equal((await fetch(address, { headers: { range: 'bytes=0-1', 'if-range': '"other"' } })).status, 200);
});

test('avatars: other names are a 404, other methods a 405', async () => {
  const names = ['', '/', '/x.png', '/..%2fportico.db', '/%zz', `/${'a'.repeat(32)}.png`, `/${'a'.repeat(32)}.html`];
  for (const name of names) assert.equal((await fetch(`${server.url}/avatars${name}`)).status, 404, name);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const response = await fetch(address, { method });
    assert.deepEqual([response.status, response.headers.get('allow')], [405, 'GET, HEAD, OPTIONS']);
  }
  const options = await fetch(address, { method: 'OPTIONS' });
  assert.deepEqual([options.status, options.headers.get('allow')], [204, 'GET, HEAD, OPTIONS']);
});

test('avatars: a picture whose file vanished is a 404', async () => {
  const path = await avatars.keep({ format: 'png', bytes: picture });
  rmSync(join(server.dataDir, 'files', path));
  assert.equal((await fetch(server.url + path)).status, 404);
});

test('avatars: a contract on a port of its own serves them there too, the panel does not', async (context) => {
  const own = await startPortico(context, { PORTICO_MOBILE_PORT: '0' });
  const path = await own.portico.house.core.avatars.keep({ format: 'png', bytes: picture });
  const mobile = own.portico.listeners.find(({ purpose }) => purpose === 'mobile');
  assert.equal((await fetch(`http://127.0.0.1:${mobile?.address.port}${path}`)).status, 200);
  assert.equal((await fetch(own.panelUrl + path)).status, 400);
});
