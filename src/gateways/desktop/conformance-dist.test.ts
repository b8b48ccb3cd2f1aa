import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readlinkSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { after, test } from 'node:test';
import { assertDesktopFailure, storedFiles } from '../../../test/support/desktop.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';
import { until } from '../../../test/support/until.ts';
import { dataPaths } from '../../config.ts';

const at = await startPortico({ after });
const { releases } = at.portico.house.core;
const bytes = randomBytes(100_000);
const publish = (version: string, fileName: string, content: Buffer) =>
  releases.publish({ version, fileName }, Readable.from([content]), { actor: 'cli' });
await publish('1.0', 'tool.exe', bytes);
await publish('2.0', '升级"包.exe', bytes);

const toolUrl = `${at.url}/dist/tool-1.0.exe`;
const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
const get = (headers: Record<string, string> = {}, url = toolUrl, method = 'GET') => fetch(url, { method, headers });
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

test('desktop dist: the whole file as an attachment, with everything a resuming client needs', async () => {
  const response = await get();
  assert.equal(response.status, 200);
  assert.deepEqual(await bodyOf(response), bytes);
  const { headers } = response;
  assert.equal(headers.get('content-length'), '100000');
  assert.equal(headers.get('content-type'), 'application/octet-stream');
  assert.equal(headers.get('accept-ranges'), 'bytes');
  assert.equal(headers.get('etag'), etag);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(
    headers.get('content-disposition'),
    `attachment; filename="tool-1.0.exe"; filename*=UTF-8''tool-1.0.exe`,
  );
  assert.ok(Math.abs(Date.parse(headers.get('last-modified') ?? '') - at.clock.now()) < 60_000);
  assert.ok(headers.get('x-request-id'));
  assert.equal(headers.get('access-control-allow-origin'), '*');
});

test('desktop dist: a name beyond ASCII reaches the client whole', async () => {
  const path = '/dist/%E5%8D%87%E7%BA%A7%22%E5%8C%85-2.0.exe';
  const { headers } = await get({}, at.url + path);
  const encoded = '%E5%8D%87%E7%BA%A7%22%E5%8C%85-2.0.exe';
  assert.equal(headers.get('content-disposition'), `attachment; filename="____-2.0.exe"; filename*=UTF-8''${encoded}`);
});

test('desktop dist: one range is 206 with exactly those bytes', async () => {
  for (const [range, start, end] of [
    ['bytes=0-0', 0, 0],
    ['bytes=10-19', 10, 19],
    ['bytes=99990-', 99_990, 99_999],
    ['bytes=-10', 99_990, 99_999],
    ['bytes=-200000', 0, 99_999],
    ['bytes=50000-99999999999999999999999', 50_000, 99_999],
    ['Bytes=5-6', 5, 6],
  ] as const) {
    const response = await get({ range });
    assert.equal(response.status, 206, range);
    assert.equal(response.headers.get('content-range'), `bytes ${start}-${end}/100000`, range);
    assert.equal(response.headers.get('content-length'), String(end - start + 1), range);
    assert.equal(response.headers.get('etag'), etag);
    assert.deepEqual(await bodyOf(response), bytes.subarray(start, end + 1), range);
  }
});

test('desktop dist: what is not a release is 404, by whatever path', async () => {
  const paths = [
    '/dist',
    '/dist/',
    '/dist/tool-1.0.exe/',
    '/dist/tool-1.0.exe/x',
    '/dist/none',
    '/dist/TOOL-1.0.exe',
    '/dist/../portico.db',
    '/dist/..%2f..%2fportico.db',
    '/dist/%2e%2e/%2e%2e/etc/passwd',
    '/dist/..\\..\\portico.db',
    '/dist/%00',
    '/dist//etc/passwd',
    `/dist/${storedFiles(at)[0]}`,
    `/dist/${'x'.repeat(3000)}`,
  ];
  for (const path of paths) {
    assertDesktopFailure(await sendRaw(at.url, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`), 404, path);
  }
  assertDesktopFailure(await sendRaw(at.url, 'GET /dist/%zz HTTP/1.1\r\nHost: x\r\n\r\n'), 400);
  assert.equal((await get({}, `${toolUrl}?from=client`)).status, 200);
});

test('desktop dist: clients that leave in the middle keep no file open', async () => {
  const big = await publish('3.0', 'big.bin', Buffer.alloc(20_000_000, 'x'));
  const openFiles = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).includes(big.storage_name);
      } catch {
        return false;
      }
    }).length;
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const socket = connect(Number(new URL(at.url).port), '127.0.0.1');
      socket.write('GET /dist/big-3.0.bin HTTP/1.1\r\nHost: x\r\n\r\n');
      await new Promise((resolve) => socket.once('data', resolve));
      socket.destroy();
    }),
  );
  await until(() => openFiles() === 0);
  assert.equal(openFiles(), 0);
  assert.equal((await bodyOf(await get({}, `${at.url}/dist/big-3.0.bin`))).length, 20_000_000);
});

test('desktop dist: a file that storage lost is 500 and tells nothing of where it lay', async () => {
  const { storage_name } = await publish('4.0', 'lost.bin', Buffer.from('lost'));
  rmSync(join(dataPaths(at.dataDir).files, storage_name));
  const answer = await call(`${at.url}/dist/lost-4.0.bin`, 'GET');
  assertDesktopFailure(answer, 500);
  assert.ok(!JSON.stringify(answer.body).includes('releases'));
});
