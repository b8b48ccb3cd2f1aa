import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { S3Double } from './doubles/s3/s3-double.ts';
import { runPortico, servePortico, temporaryDataDir } from './support/process.ts';
import { startS3 } from './support/s3.ts';
import { until } from './support/until.ts';

const mebibyte = 1024 * 1024;
// More than one part.
const bytes = randomBytes(9 * mebibyte);

/** Sends the beginning of a release of 1 GiB, and leaves it there. */
function beginUpload(url: string, authorization: string) {
  const head =
    '--b\r\nContent-Disposition: form-data; name="version"\r\n\r\n9.0\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n';
  const sending = request(`${url}/api/upgrade/upload`, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': head.length + 1024 * mebibyte,
    },
  });
  sending.on('error', () => {});
  sending.write(head);
  sending.write(bytes);
  return sending;
}

async function arrivalOfPart(double: S3Double): Promise<void> {
  await until(() => Object.keys(double.uploads()[0]?.parts ?? {}).length > 0);
  assert.equal(double.uploads().length, 1);
}

async function serveBesideBucket(t: TestContext) {
  const double = await startS3(t);
  const dataDir = temporaryDataDir(t);
  const environment = { ...double.environment(), PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'warn' };
  const server = await servePortico(t, dataDir, environment);
  const { stdout } = await runPortico(['api-key', 'create', '--name', 'ci', '--rights', 'releases:write'], environment);
  return { double, dataDir, environment, server, authorization: `Bearer ${stdout.trim()}` };
}

test('a publisher who is cut off in the middle leaves nothing in the bucket', async (t) => {
  const { double, server, authorization } = await serveBesideBucket(t);
  const sending = beginUpload(server.url, authorization);
  await arrivalOfPart(double);
  sending.destroy();
  await until(() => double.uploads().length === 0);
  assert.deepEqual([double.objects(), double.uploads()], [[], []]);
});

test('a node that is killed in the middle of an upload leaves nothing that is seen, and what it leaves goes with its age', async (t) => {
  const { double, dataDir, environment, server, authorization } = await serveBesideBucket(t);
  beginUpload(server.url, authorization);
  await arrivalOfPart(double);
  server.child.kill('SIGKILL');
  await server.ended;
  assert.deepEqual([double.objects().length, double.uploads().length], [0, 1]);

  double.ageUploads(3 * 86_400_000);
  const next = await servePortico(t, dataDir, environment);
  await until(() => double.uploads().length === 0);
  assert.deepEqual(double.uploads(), []);
  const body = new FormData();
  body.append('version', '9.0');
  body.append('file', new Blob([bytes]), 'a.bin');
  const headers = { authorization };
  const published = await fetch(`${next.url}/api/upgrade/upload`, { method: 'POST', headers, body });
  assert.equal(published.status, 200, 'the version was not taken');
  assert.equal(double.objects().length, 1);
});

test('a server that is stopped in the middle of an upload aborts it', async (t) => {
  const { double, server, authorization } = await serveBesideBucket(t);
  beginUpload(server.url, authorization);
  await arrivalOfPart(double);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.deepEqual([double.objects(), double.uploads()], [[], []]);
});

test('a server says at its start what is wrong with the bucket, and serves all the same', async (t) => {
  const double = await startS3(t);
  const dataDir = temporaryDataDir(t);
  const server = await servePortico(t, dataDir, {
    ...double.environment(),
    PORTICO_STORAGE_SECRET_ACCESS_KEY: 'wrong',
  });
  await until(() => server.said().includes('the credentials are refused'));
  assert.match(server.said(), /the credentials are refused/);
  assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
});
