import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { assertDesktopFailure } from '../../../test/support/desktop.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { startS3 } from '../../../test/support/s3.ts';
import { until } from '../../../test/support/until.ts';

const bytes = randomBytes(3_000_000);
const etag = `"${createHash('sha256').update(bytes).digest('hex')}"`;
const disposition = `attachment; filename="tool-1.0.exe"; filename*=UTF-8''tool-1.0.exe`;
const bodyOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

async function serve(t: TestContext, downloads: 'proxy' | 'redirect') {
  const double = await startS3(t);
  const at = await startPortico(t, { ...double.environment(), PORTICO_STORAGE_DOWNLOADS: downloads });
  const { releases } = at.portico.house.core;
  const { id } = await releases.publish({ version: '1.0', fileName: 'tool.exe' }, Readable.from([bytes]), {
    actor: 'cli',
  });
  const url = `${at.url}/dist/tool-1.0.exe`;
  const get = (headers: Record<string, string> = {}, options: RequestInit = {}) => fetch(url, { headers, ...options });
  const countDownloads = async (): Promise<number> => {
    await releases.close();
    return (await releases.get(id)).downloads;
  };
  return { double, at, url, get, countDownloads };
}

test('desktop dist: from a bucket, through the server, everything is as it is from the disk', async (t) => {
  const { get, countDownloads } = await serve(t, 'proxy');
  const whole = await get();
  assert.equal(whole.status, 200);
  assert.ok((await bodyOf(whole)).equals(bytes));
  for (const [name, value] of [
    ['content-length', String(bytes.length)],
    ['content-type', 'application/octet-stream'],
    ['content-disposition', disposition],
    ['x-content-type-options', 'nosniff'],
    ['accept-ranges', 'bytes'],
    ['etag', etag],
  ] as const) {
    assert.equal(whole.headers.get(name), value);
  }
  const head = await get({}, { method: 'HEAD' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
  const part = await get({ range: 'bytes=1000000-', 'if-range': etag });
  assert.deepEqual([part.status, part.headers.get('content-range')], [206, 'bytes 1000000-2999999/3000000']);
  assert.ok((await bodyOf(part)).equals(bytes.subarray(1_000_000)));
  const tail = await get({ range: 'bytes=-10' });
  assert.deepEqual([tail.status, await bodyOf(tail)], [206, bytes.subarray(-10)]);
  assert.equal((await get({ range: 'bytes=3000000-' })).status, 416);
  assert.equal((await get({ 'if-none-match': etag })).status, 304);
  const other = await get({ range: 'bytes=5-', 'if-range': '"other"' });
  assert.deepEqual([other.status, (await bodyOf(other)).length], [200, bytes.length]);
  assert.equal(await countDownloads(), 2, 'one whole file, and one that began anew');
});

test('desktop dist: redirected, the caller gets the same bytes and the same name from the bucket itself', async (t) => {
  const { get, double, countDownloads } = await serve(t, 'redirect');
  const redirect = await get({}, { redirect: 'manual' });
  assert.equal(redirect.status, 302);
  assert.match(redirect.headers.get('location') ?? '', new RegExp(`^${double.url}/`));
  assert.equal(redirect.headers.get('cache-control'), 'no-store');
  assert.equal(redirect.headers.get('etag'), null, 'the bucket has a tag of its own');
  const whole = await get();
  assert.deepEqual([whole.status, whole.headers.get('content-type')], [200, 'application/octet-stream']);
  assert.equal(whole.headers.get('content-disposition'), disposition);
  assert.ok((await bodyOf(whole)).equals(bytes));
  assert.equal(await countDownloads(), 2);
});

test('desktop dist: redirected, an interrupted download resumes to the same bytes and is counted once', async (t) => {
  const { get, countDownloads } = await serve(t, 'redirect');
  const first = await get({ range: 'bytes=0-999999' });
  const held = first.headers.get('etag') as string;
  assert.deepEqual([first.status, (await bodyOf(first)).length], [206, 1_000_000]);
  const rest = await get({ range: 'bytes=1000000-', 'if-range': held });
  assert.equal(rest.status, 206, 'the bucket knows its own tag');
  assert.ok((await bodyOf(rest)).equals(bytes.subarray(1_000_000)));
  assert.equal((await get({ 'if-none-match': held })).status, 304);
  assert.equal(await countDownloads(), 1);
});

test('desktop dist: redirected, what began at the server is continued there, and HEAD, 304 and 416 are its own', async (t) => {
  const { get, double, countDownloads } = await serve(t, 'redirect');
  double.asked.length = 0;
  const rest = await get({ range: 'bytes=1000000-', 'if-range': etag }, { redirect: 'manual' });
  assert.equal(rest.status, 206);
  assert.ok((await bodyOf(rest)).equals(bytes.subarray(1_000_000)));
  const head = await get({}, { method: 'HEAD', redirect: 'manual' });
  assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.length)]);
  assert.equal((await get({ 'if-none-match': etag }, { redirect: 'manual' })).status, 304);
  assert.equal((await get({ range: 'bytes=3000000-' }, { redirect: 'manual' })).status, 416);
  assert.deepEqual(double.asked.filter((asked) => asked === 'GetObject').length, 1);
  assert.equal(await countDownloads(), 0);
});

for (const downloads of ['proxy', 'redirect'] as const) {
  test(`desktop dist: (${downloads}) a bucket that fails before the file begins is 500 in the envelope, and counts nothing`, async (t) => {
    const { url, double, countDownloads } = await serve(t, downloads);
    double.faults.plan('HeadObject', { kind: 'refuse', status: 500, code: 'InternalError' }, Number.POSITIVE_INFINITY);
    assertDesktopFailure(await call(url, 'GET'), 500);
    double.faults.clear();
    for (const { key } of double.objects()) {
      assert.match(key, /^files\/releases\//);
    }
    assert.equal(await countDownloads(), 0);
  });
}

test('desktop dist: a bucket that refuses the file itself is 500 in the envelope, with none of the file’s headers', async (t) => {
  const { url, double } = await serve(t, 'proxy');
  double.faults.plan('GetObject', { kind: 'refuse', status: 403, code: 'AccessDenied' }, Number.POSITIVE_INFINITY);
  const answer = await call(url, 'GET');
  assertDesktopFailure(answer, 500);
  for (const name of ['content-disposition', 'etag', 'last-modified', 'accept-ranges', 'content-range']) {
    assert.equal(answer.headers.get(name), null, name);
  }
});

test('desktop dist: a bucket that breaks off in the middle cuts the connection, and finishes no file short', async (t) => {
  const { get, double, url } = await serve(t, 'proxy');
  double.faults.plan('GetObject', { kind: 'cut', afterBytes: 1_000_000 });
  await assert.rejects(async () => bodyOf(await get()), /terminated/);
  assert.equal((await call(url, 'HEAD')).status, 200, 'and the next one is served');
});

test('desktop dist: a caller who leaves in the middle ends what was asked of the bucket', async (t) => {
  const { url, double } = await serve(t, 'proxy');
  double.faults.plan('GetObject', { kind: 'stall', afterBytes: 1_000_000 });
  const leaving = request(url, (response) => response.once('data', () => leaving.destroy()));
  leaving.on('error', () => {});
  leaving.end();
  await until(() => leaving.destroyed && double.inFlight() === 0);
  assert.deepEqual([leaving.destroyed, double.inFlight()], [true, 0]);
});
