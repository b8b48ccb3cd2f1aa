import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { dataPaths } from '../src/config.ts';
import type { Faults } from './doubles/s3/faults.ts';
import { assertDesktopFailure, uploadBody } from './support/desktop.ts';
import { padded, pngHeader } from './support/pictures.ts';
import { call, startPortico, type TestPortico } from './support/portico.ts';
import { runPortico, servePortico, temporaryDataDir } from './support/process.ts';
import { startS3 } from './support/s3.ts';
import { idOf, newStaffFields, signUpForm } from './support/staff.ts';
import { testOnSqlite } from './support/tested-database.ts';

const mebibyte = 1024 * 1024;
const always = Number.POSITIVE_INFINITY;
const bytes = randomBytes(9 * mebibyte);

async function createKey(at: TestPortico): Promise<{ authorization: string }> {
  const { apiKeys } = at.portico.house.core;
  const { key } = await apiKeys.create({ name: 'ci', rights: ['releases:write', 'releases:read'] }, { actor: 'test' });
  return { authorization: `Bearer ${key}` };
}

/** How commands are told of the same data. */
function besides({ dataDir, portico }: TestPortico): Record<string, string> {
  const { database } = portico.house.config;
  return { PORTICO_DATA_DIR: dataDir, ...(database && { PORTICO_DATABASE_URL: database.primary.url }) };
}

async function eventually(isSo: () => boolean): Promise<void> {
  while (!isSo()) await delay(5);
}

test('a house with a bucket keeps releases and avatars there, and nothing of them on its disk', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t, double.environment());
  const upload = await call(
    `${at.url}/api/upgrade/upload`,
    'POST',
    uploadBody('1.0', bytes, 'a.bin'),
    await createKey(at),
  );
  assert.equal(upload.status, 200);
  assert.equal((await call(`${at.url}/signUp`, 'PUT', signUpForm(newStaffFields()))).body.status, true);
  assert.deepEqual(
    double
      .objects()
      .map(({ key }) => key.split('/').slice(0, 2).join('/'))
      .toSorted(),
    ['files/avatars', 'files/releases'],
  );
  assert.ok(!existsSync(join(at.dataDir, 'files')));
  const avatar = double
    .objects()
    .find(({ key }) => key.includes('avatars'))
    ?.key.slice('files'.length);
  const picture = await fetch(at.url + avatar);
  assert.deepEqual([picture.status, picture.headers.get('content-type')], [200, 'image/png']);
  const download = await fetch(at.url + upload.body.data.path);
  assert.ok(Buffer.from(await download.arrayBuffer()).equals(bytes));
});

testOnSqlite(
  'avatars come through the server where downloads are redirected, too: who draws them needs nosniff and CORS',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, { ...double.environment(), PORTICO_STORAGE_DOWNLOADS: 'redirect' });
    const path = await at.portico.house.core.avatars.keep({ format: 'png', bytes: padded(pngHeader(20, 20), 1_000) });
    const answer = await fetch(at.url + path, { redirect: 'manual' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    const part = await fetch(at.url + path, { headers: { range: 'bytes=10-19' } });
    assert.deepEqual([part.status, (await part.arrayBuffer()).byteLength], [206, 10]);
  },
);

testOnSqlite(
  'an upload that the bucket fails is answered in each contract’s envelope, and leaves nothing',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, double.environment());
    const headers = await createKey(at);
    const faults: Array<Parameters<Faults['plan']>> = [
      ['any', { kind: 'refuse', status: 500, code: 'InternalError' }, always],
      ['any', { kind: 'refuse', status: 403, code: 'InvalidAccessKeyId' }, always],
      ['any', { kind: 'refuse', status: 404, code: 'NoSuchBucket' }, always],
      ['UploadPart', { kind: 'cut', afterBytes: mebibyte }, always],
      ['UploadPart', { kind: 'wrong checksum' }, always],
      ['CompleteMultipartUpload', { kind: 'refuse', status: 503, code: 'SlowDown' }, always],
    ];
    for (const fault of faults) {
      double.faults.plan(...fault);
      const about = JSON.stringify(fault);
      assertDesktopFailure(
        await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'a.bin'), headers),
        500,
        about,
      );
      const managed = await call(
        `${at.url}/management/v1/releases`,
        'POST',
        uploadBody('1.0', bytes, 'a.bin'),
        headers,
      );
      assert.deepEqual([managed.status, managed.body.code], [503, 'storage.unavailable'], about);
      double.faults.clear();
      assert.deepEqual([double.objects(), double.uploads()], [[], []], about);
    }
    double.faults.plan('PutObject', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
    const { status, body } = await call(`${at.url}/signUp`, 'PUT', signUpForm(newStaffFields()));
    assert.deepEqual([status, body.status, body.message], [503, false, '服务繁忙，请稍后再试']);
    double.faults.clear();
    assert.deepEqual(double.objects(), []);
    assert.deepEqual(await at.portico.house.core.releases.list({ limit: 10 }), []);
    const picture = await at.portico.house.core.avatars.keep({
      format: 'png',
      bytes: padded(pngHeader(20, 20), 1_000),
    });
    double.faults.plan('any', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
    assert.equal((await fetch(at.url + picture)).status, 503);
    assert.equal((await call(`${at.url}/readyz`, 'GET')).status, 200, 'a bucket that is away takes no node out');
  },
);

testOnSqlite('a bucket that falters and answers slowly costs a publisher nothing but time', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t, double.environment());
  double.faults.plan('CreateMultipartUpload', { kind: 'refuse', status: 503, code: 'SlowDown' }, 2);
  double.faults.plan('UploadPart', { kind: 'refuse', status: 500, code: 'InternalError' }, 2);
  double.faults.plan('UploadPart', { kind: 'slow', ms: 500 }, 3);
  double.faults.plan('CompleteMultipartUpload', { kind: 'lose' });
  const answer = await call(
    `${at.url}/api/upgrade/upload`,
    'POST',
    uploadBody('1.0', bytes, 'a.bin'),
    await createKey(at),
  );
  assert.equal(answer.status, 200);
  const [release] = await at.portico.house.core.releases.list({ limit: 10 });
  assert.equal(release?.sha256, createHash('sha256').update(bytes).digest('hex'));
  assert.deepEqual([double.objects().length, double.uploads().length], [1, 0]);
});

testOnSqlite(
  'a publisher is told in the envelope that the bucket hangs, before the silence would cut them off',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, double.environment());
    double.faults.plan('UploadPart', { kind: 'hang' }, always);
    const body = uploadBody('1.0', bytes, 'a.bin');
    assertDesktopFailure(await call(`${at.url}/api/upgrade/upload`, 'POST', body, await createKey(at)), 500);
    await eventually(() => double.uploads().length === 0);
  },
);

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

async function serveBesideBucket(t: TestContext) {
  const double = await startS3(t);
  const dataDir = temporaryDataDir(t);
  const environment = { ...double.environment(), PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'warn' };
  const server = await servePortico(t, dataDir, environment);
  const { stdout } = await runPortico(['api-key', 'create', '--name', 'ci', '--rights', 'releases:write'], environment);
  return { double, dataDir, environment, server, authorization: `Bearer ${stdout.trim()}` };
}

testOnSqlite('a publisher who is cut off in the middle leaves nothing in the bucket', async (t) => {
  const { double, server, authorization } = await serveBesideBucket(t);
  const sending = beginUpload(server.url, authorization);
  await eventually(() => Object.keys(double.uploads()[0]?.parts ?? {}).length > 0);
  sending.destroy();
  await eventually(() => double.uploads().length === 0);
  assert.deepEqual(double.objects(), []);
});

testOnSqlite(
  'a node that is killed in the middle of an upload leaves nothing that is seen, and what it leaves goes with its age',
  async (t) => {
    const { double, dataDir, environment, server, authorization } = await serveBesideBucket(t);
    beginUpload(server.url, authorization);
    await eventually(() => Object.keys(double.uploads()[0]?.parts ?? {}).length > 0);
    server.child.kill('SIGKILL');
    await server.ended;
    assert.deepEqual([double.objects().length, double.uploads().length], [0, 1]);

    double.ageUploads(3 * 86_400_000);
    const next = await servePortico(t, dataDir, environment);
    await eventually(() => double.uploads().length === 0);
    const body = uploadBody('9.0', bytes, 'a.bin');
    const published = await call(`${next.url}/api/upgrade/upload`, 'POST', body, { authorization });
    assert.equal(published.status, 200, 'the version was not taken');
    assert.equal(double.objects().length, 1);
  },
);

testOnSqlite('a server that is stopped in the middle of an upload aborts it', async (t) => {
  const { double, server, authorization } = await serveBesideBucket(t);
  beginUpload(server.url, authorization);
  await eventually(() => Object.keys(double.uploads()[0]?.parts ?? {}).length > 0);
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
  assert.deepEqual([double.objects(), double.uploads()], [[], []]);
});

testOnSqlite('a server says at its start what is wrong with the bucket, and serves all the same', async (t) => {
  const double = await startS3(t);
  const dataDir = temporaryDataDir(t);
  const server = await servePortico(t, dataDir, {
    ...double.environment(),
    PORTICO_STORAGE_SECRET_ACCESS_KEY: 'wrong',
  });
  await eventually(() => server.said().includes('the credentials are refused'));
  assert.equal((await call(`${server.url}/readyz`, 'GET')).status, 200);
});

testOnSqlite(
  'a backup of a house with a bucket holds its files, and puts them back where they are missing',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, double.environment());
    const environment = { ...double.environment(), ...besides(at) };
    await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'a.bin'), await createKey(at));
    const file = join(at.dataDir, 'backup');
    const backup = await runPortico(['backup', file], environment);
    assert.match(backup.stderr, /1 stored files/);
    const [object] = double.objects();
    await at.portico.house.core.files.remove(object?.key.slice('files/'.length) ?? '');
    assert.deepEqual(double.objects(), []);
    const restore = await runPortico(['restore', '--yes', file], environment);
    assert.equal(restore.status, 0, restore.stderr);
    assert.deepEqual(
      double.objects().map(({ key }) => key),
      [object?.key],
    );
    double.faults.plan('GetObject', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
    const failed = await runPortico(['backup', join(at.dataDir, 'another')], environment);
    assert.equal(failed.status, 1, 'a bucket that is away is no damaged file that a backup leaves out');
    assert.match(failed.stderr, /cannot be read or written: S3 GetObject/);
  },
);

test('files move from the disk to a bucket beside a running server, compared, and again where that was broken off', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t);
  const { core } = at.portico.house;
  const { PORTICO_STORAGE_URL: url = '', ...credentials } = double.environment();
  const environment = { ...besides(at), ...credentials };
  const uploads = [uploadBody('1.0', bytes, 'a.bin'), uploadBody('2.0', 'small', 'b.bin')];
  for (const body of uploads) await call(`${at.url}/api/upgrade/upload`, 'POST', body, await createKey(at));
  const avatar = await core.avatars.keep({ format: 'png', bytes: padded(pngHeader(20, 20), 1_000) });
  const person = await call(`${at.url}/signUp`, 'PUT', signUpForm(newStaffFields()));
  assert.equal(person.body.status, true);

  double.faults.plan('CompleteMultipartUpload', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
  const broken = await runPortico(['storage', 'copy', '--to', url], environment);
  assert.equal(broken.status, 1);
  assert.match(broken.stderr, /cannot be read or written: S3 upload/);
  double.faults.clear();

  const copied = await runPortico(['storage', 'copy', '--to', url], environment);
  assert.match(copied.stderr, /3 files copied and compared, \d+ bytes; 0 were there already/);
  assert.equal(copied.status, 0);
  assert.equal(double.objects().length, 3, `not ${avatar}, which no account has`);
  const again = await runPortico(['storage', 'copy', '--to', url], environment);
  assert.match(again.stderr, /0 files copied and compared, 0 bytes; 3 were there already/);
});

testOnSqlite('files come back from a bucket to a disk', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t, double.environment());
  await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'a.bin'), await createKey(at));
  const environment = { ...double.environment(), ...besides(at) };
  const { stderr } = await runPortico(['storage', 'copy', '--to', 'file:'], environment);
  assert.match(stderr, /1 files copied and compared/);
  const [release] = await at.portico.house.core.releases.list({ limit: 1 });
  assert.ok(readFileSync(join(dataPaths(at.dataDir).files, release?.storage_name ?? '')).equals(bytes));
});

test('copying tells what is missing or damaged, and ends with status 1', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t);
  const { core } = at.portico.house;
  const { PORTICO_STORAGE_URL: url = '', ...credentials } = double.environment();
  const environment = { ...besides(at), ...credentials };
  for (const version of ['1.0', '2.0', '3.0']) {
    await call(
      `${at.url}/api/upgrade/upload`,
      'POST',
      uploadBody(version, version, `${version}.bin`),
      await createKey(at),
    );
  }
  const [first, second] = await core.releases.list({ limit: 3 });
  await core.files.remove(first?.storage_name ?? '');
  await core.files.remove(second?.storage_name ?? '');
  const other = await core.files.stage(second?.storage_name ?? '', Readable.from(['xyz']));
  await other.keep();
  const { status, stderr } = await runPortico(['storage', 'copy', '--to', url], environment);
  assert.equal(status, 1);
  assert.match(stderr, new RegExp(`${first?.storage_name} is missing`));
  assert.match(stderr, new RegExp(`${second?.storage_name} is damaged`));
  assert.match(stderr, /1 files copied.*\n.*2 files were not copied/s);
  assert.equal(double.objects().length, 1);
});

testOnSqlite('copying to where the files are, or to what is no address, is refused', async (t) => {
  const at = await startPortico(t);
  const environment = besides(at);
  const same = await runPortico(['storage', 'copy', '--to', 'file:'], environment);
  assert.deepEqual([same.status, same.stderr], [1, 'error: that is where the files are now\n']);
  const wrong = await runPortico(['storage', 'copy', '--to', 'https://files.example'], environment);
  assert.deepEqual([wrong.status, /must be file: or an address such as s3:/.test(wrong.stderr)], [2, true]);
});

testOnSqlite('the storage is tried by one command, which leaves nothing', async (t) => {
  const double = await startS3(t, { conditions: 'ignored' });
  const dataDir = temporaryDataDir(t);
  const environment = { ...double.environment(), PORTICO_DATA_DIR: dataDir, PORTICO_STORAGE_DOWNLOADS: 'redirect' };
  const works = await runPortico(['storage', 'check'], environment);
  assert.deepEqual([works.status, works.stdout], [0, 'ok\n'], works.stderr);
  assert.match(works.stderr, /If-None-Match is not heeded/);
  assert.match(works.stderr, /a link to it works from here/);
  assert.deepEqual([double.objects(), double.uploads()], [[], []]);
  const refused = await runPortico(['storage', 'check'], {
    ...environment,
    PORTICO_STORAGE_SECRET_ACCESS_KEY: 'wrong',
  });
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /the credentials are refused/);
  const disk = await runPortico(['storage', 'check'], { PORTICO_DATA_DIR: dataDir });
  assert.deepEqual([disk.status, disk.stdout], [0, 'ok\n']);
});

testOnSqlite(
  'a bucket that hangs holds up nobody who wakes the queue, and what was to be removed goes later',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, double.environment());
    const fields = newStaffFields();
    await call(`${at.url}/signUp`, 'PUT', signUpForm(fields));
    const { core, jobs } = at.portico.house;
    double.faults.plan('DeleteObject', { kind: 'hang' });
    await core.accounts.remove(await idOf(at, fields.nickname), 'test');
    await jobs.wake();
    await eventually(() => double.asked.includes('DeleteObject'));
    await jobs.wake();
    assert.equal(double.asked.filter((asked) => asked === 'DeleteObject').length, 1, 'it was not waited for');
    await eventually(() => double.objects().length === 0);
  },
);
