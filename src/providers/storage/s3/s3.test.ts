import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackTls } from '../../../../test/doubles/loopback-tls.ts';
import type { S3DoubleOptions } from '../../../../test/doubles/s3/s3-double.ts';
import { s3Account } from '../../../../test/doubles/s3/signature.ts';
import { startS3 } from '../../../../test/support/s3.ts';
import { until } from '../../../../test/support/until.ts';
import { readConfig } from '../../../config.ts';
import { DomainError } from '../../../core/errors.ts';
import type { Bounds } from './bucket.ts';
import { openS3Storage } from './s3.ts';
import type { S3Options } from './s3-options.ts';

const mebibyte = 1024 * 1024;
const large = Buffer.alloc(20 * mebibyte, 'portico');
// For what is waited for to its end.
const impatient = {
  connectMs: 1_500,
  ask: { tryMs: 1_500, totalMs: 5_000 },
  part: { tryMs: 3_000, totalMs: 8_000 },
  complete: { tryMs: 3_000, totalMs: 8_000 },
  pieceMs: 1_000,
  dropMs: 60_000,
};
const of = (bytes: Buffer | string): Readable => Readable.from([Buffer.from(bytes)]);
const always = Number.POSITIVE_INFINITY;

interface Opening extends Omit<S3DoubleOptions, 'folder'> {
  changes?: Partial<S3Options>;
  bounds?: Bounds;
}

async function open(t: TestContext, { changes = {}, bounds, ...options }: Opening = {}) {
  const double = await startS3(t, options);
  const { storage: configured } = readConfig({ PORTICO_DATA_DIR: '/nowhere', ...double.environment() });
  const failures: Array<{ what: string; error: unknown }> = [];
  const storage = openS3Storage(
    { ...(configured as S3Options), ...changes },
    (what, error) => failures.push({ what, error }),
    bounds,
  );
  t.after(() => storage.close());
  const keep = async (name: string, bytes: Buffer | string): Promise<void> => {
    const staged = await storage.files.stage(name, of(bytes));
    await staged.keep().finally(() => staged.discard());
  };
  return { double, storage, files: storage.files, failures, keep };
}

/** Storage is unavailable, in words that hold `words` and none of the secrets. */
function unavailable(words: RegExp) {
  return (error: unknown): boolean => {
    assert.ok(error instanceof DomainError, String(error));
    assert.equal(error.code, 'storage.unavailable');
    const cause = error.cause as Error;
    assert.match(cause.message, words);
    for (const secret of Object.values(s3Account)) assert.ok(!JSON.stringify([cause.message, cause]).includes(secret));
    return true;
  };
}

test('s3: errors that pass are tried again, and the file is there once and whole', async (t) => {
  const { double, files, keep } = await open(t);
  for (const operation of ['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload', 'PutObject'] as const) {
    double.faults.plan(operation, { kind: 'refuse', status: 500, code: 'InternalError' });
    double.faults.plan(operation, { kind: 'refuse', status: 503, code: 'SlowDown' });
  }
  double.faults.plan('UploadPart', { kind: 'cut', afterBytes: mebibyte });
  await keep('small', 'small');
  await keep('large', large);
  for (const operation of ['HeadObject', 'GetObject'] as const) {
    double.faults.plan(operation, { kind: 'refuse', status: 503, code: 'SlowDown' });
    double.faults.plan(operation, { kind: 'reset' });
  }
  assert.equal((await files.find('large'))?.sizeBytes, large.length);
  assert.ok((await buffer(files.read('large'))).equals(large));
  assert.deepEqual([double.objects().length, double.uploads().length], [2, 0]);
});

test('s3: an answer that gets lost after the deed leaves the file kept, not refused', async (t) => {
  const { double, files, keep } = await open(t);
  double.faults.plan('PutObject', { kind: 'lose' });
  double.faults.plan('CompleteMultipartUpload', { kind: 'lose' });
  await keep('small', 'small');
  await keep('large', large);
  assert.equal(await text(files.read('small')), 'small');
  assert.ok((await buffer(files.read('large'))).equals(large));
});

test('s3: an upload that S3 fails for good is aborted, and nothing of it is seen', async (t) => {
  const { double, files, keep } = await open(t, { bounds: impatient });
  const faults = [
    ['CreateMultipartUpload', { kind: 'refuse', status: 500, code: 'InternalError' }],
    ['UploadPart', { kind: 'refuse', status: 500, code: 'InternalError' }],
    ['UploadPart', { kind: 'cut', afterBytes: mebibyte }],
    ['UploadPart', { kind: 'stall', afterBytes: mebibyte }],
    ['UploadPart', { kind: 'wrong checksum' }],
    ['CompleteMultipartUpload', { kind: 'refuse', status: 500, code: 'InternalError' }],
    ['CompleteMultipartUpload', { kind: 'hang' }],
    ['CompleteMultipartUpload', { kind: 'wrong checksum' }],
  ] as const;
  for (const [operation, fault] of faults) {
    double.faults.plan(operation, fault, always);
    await assert.rejects(keep('large', large), unavailable(/^S3 /), `${operation} ${fault.kind}`);
    double.faults.clear();
    assert.equal(await files.find('large'), undefined, `${operation} ${fault.kind}`);
    assert.deepEqual([double.objects(), double.uploads()], [[], []], `${operation} ${fault.kind}`);
  }
  await keep('large', large);
});

test('s3: a caller who breaks off in the middle of a part ends the upload', async (t) => {
  const { double, files, failures } = await open(t);
  const breakingOff = async function* () {
    yield large;
    throw new Error('the caller left');
  };
  await assert.rejects(files.stage('large', Readable.from(breakingOff())), { message: 'the caller left' });
  assert.deepEqual([double.objects(), double.uploads(), failures], [[], [], []]);
});

test('s3: what cannot be aborted is told, and the caller is answered all the same', async (t) => {
  const { double, files, failures } = await open(t);
  double.faults.plan('UploadPart', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
  double.faults.plan('AbortMultipartUpload', { kind: 'reset' }, always);
  await assert.rejects(files.stage('large', of(large)), unavailable(/UploadPart/));
  assert.match(failures[0]?.what ?? '', /dropped by its age/);
});

test('s3: a server that hangs is given up in time, whatever it was asked', async (t) => {
  const { double, files, keep } = await open(t, { bounds: impatient });
  await keep('small', 'small');
  double.faults.plan('any', { kind: 'hang' }, always);
  for (const ask of [
    () => files.find('small'),
    () => files.remove('small'),
    () => buffer(files.read('small')),
    () => files.stage('large', of(large)),
  ]) {
    await assert.rejects(ask(), unavailable(/no answer in time/));
  }
});

test('s3: a download that S3 breaks off or lets stand fails, and is never a shorter file', async (t) => {
  const { double, files, keep } = await open(t, { bounds: impatient });
  await keep('large', large);
  for (const kind of ['cut', 'stall'] as const) {
    double.faults.plan('GetObject', { kind, afterBytes: 5 * mebibyte });
    let received = 0;
    await assert.rejects(
      async () => {
        for await (const piece of files.read('large')) received += piece.length;
      },
      unavailable(/GetObject/),
    );
    assert.ok(received > 0 && received < large.length, kind);
  }
});

test('s3: who reads slowly is no fault of S3, and who leaves ends the request', async (t) => {
  const { double, files, keep } = await open(t, { bounds: impatient });
  await keep('large', large);
  let received = 0;
  for await (const piece of files.read('large')) {
    if (received === 0) await delay(3 * impatient.pieceMs);
    received += piece.length;
  }
  assert.equal(received, large.length);
  const leaving = files.read('large');
  await new Promise((resolve) => leaving.once('data', resolve));
  leaving.destroy();
  await until(() => double.inFlight() === 0);
  assert.equal(double.inFlight(), 0);
});

test('s3: what is wrong with the bucket or the credentials is told in words', async (t) => {
  const secret = { accessKeyId: s3Account.accessKeyId, secretAccessKey: 'another-secret' };
  const wrong: Array<[Partial<S3Options>, RegExp]> = [
    [{ bucket: 'no-such-bucket' }, /the bucket does not exist/],
    [{ credentials: secret }, /the credentials are refused \(SignatureDoesNotMatch/],
    [{ credentials: { ...secret, accessKeyId: 'AKIDUNKNOWN' } }, /the credentials are refused \(InvalidAccessKeyId/],
    [{ endpoint: 'http://127.0.0.1:9' }, /ECONNREFUSED/],
  ];
  for (const [changes, words] of wrong) {
    const { files, storage, failures } = await open(t, { changes });
    await assert.rejects(files.stage('large', of(large)), unavailable(words));
    await storage.start();
    await until(() => failures.length > 0);
    assert.ok(unavailable(words)(failures[0]?.error), 'and when serving begins');
  }
});

test('s3: without credentials anywhere it says which to set', async (t) => {
  // Else the SDK looks for a role of the machine, by a request to a network of its own.
  const nowhere = {
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
    AWS_CONFIG_FILE: '/nowhere',
  };
  const before = { ...process.env };
  Object.assign(process.env, nowhere);
  t.after(() => {
    process.env = before;
  });
  const { files } = await open(t, { changes: { credentials: undefined } });
  await assert.rejects(files.find('x'), unavailable(/there are no credentials: set PORTICO_STORAGE_ACCESS_KEY_ID/));
});

test('s3: over TLS, to whom the certificate is told, and to nobody else', async (t) => {
  const trusting = await open(t, { isSecure: true, changes: { ca: loopbackTls.cert } });
  await trusting.keep('small', 'small');
  assert.equal(await text(trusting.files.read('small')), 'small');
  const { files } = await open(t, { isSecure: true });
  await assert.rejects(files.find('small'), unavailable(/CERT|self-signed/i));
});

test('s3: uploads of killed processes are dropped by age, those of running nodes never', async (t) => {
  const { double, storage, files, failures } = await open(t);
  await files.stage('abandoned', of(large));
  double.ageUploads(47 * 3_600_000);
  await storage.start();
  await until(() => double.asked.includes('ListMultipartUploads') && double.inFlight() === 0);
  assert.equal(double.uploads().length, 1, 'an upload of less than two days may be another node’s');
  double.ageUploads(2 * 3_600_000);
  const running = await files.stage('running', of(large));
  await storage.start();
  await until(() => double.uploads().length === 1);
  assert.deepEqual(
    double.uploads().map(({ key }) => key),
    ['files/running'],
  );
  await running.keep();
  assert.equal((await files.find('running'))?.sizeBytes, large.length);
  assert.deepEqual(failures, []);
});

const headers = {
  contentType: 'application/octet-stream',
  contentDisposition: `attachment; filename="a b.exe"; filename*=UTF-8''a%20b.exe`,
};

test('s3: a link fetches that one file, under the headers it was made with, ranges included', async (t) => {
  const { double, files, keep } = await open(t, { changes: { downloads: 'redirect' } });
  await keep('releases/file', '0123456789');
  const link = (await files.findLink('releases/file', headers)) as string;
  const whole = await fetch(link);
  assert.deepEqual([whole.status, await whole.text()], [200, '0123456789']);
  assert.equal(whole.headers.get('content-disposition'), headers.contentDisposition);
  assert.equal(whole.headers.get('content-type'), headers.contentType);
  const part = await fetch(link, { headers: { range: 'bytes=2-4' } });
  assert.deepEqual([part.status, await part.text()], [206, '234']);
  assert.equal((await fetch(link.replace('releases/file', 'releases/other'))).status, 403);
  assert.equal((await fetch(link.replace('a%20b.exe', 'evil.exe'))).status, 403);
  assert.ok(Number(new URL(link).searchParams.get('X-Amz-Expires')) <= 300);
  assert.equal(double.asked.filter((asked) => asked === 'GetObject').length, 4);
});

test('s3: a link leads where callers reach the bucket, with the bucket in the host name where it is said so', async (t) => {
  const publicEndpoint = 'http://files.example.com';
  const { double, files } = await open(t, { changes: { downloads: 'redirect', publicEndpoint, pathStyle: false } });
  const link = new URL((await files.findLink('file', headers)) as string);
  assert.equal(link.host, 'portico-test.files.example.com');
  assert.equal(link.pathname, '/files/file');
  const answered = Promise.withResolvers<number | undefined>();
  request(`${double.url}${link.pathname}${link.search}`, { headers: { host: link.host } }, (response) => {
    response.resume();
    answered.resolve(response.statusCode);
  }).end();
  assert.equal(await answered.promise, 404, 'the signature covers that host name: it is the file that is missing');
});
