import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Faults } from './doubles/s3/faults.ts';
import { assertDesktopFailure, publisherOf, uploadBody } from './support/desktop.ts';
import { padded, pngHeader } from './support/pictures.ts';
import { call, startPortico } from './support/portico.ts';
import { startS3 } from './support/s3.ts';
import { idOf, newStaffFields, signUpForm } from './support/staff.ts';
import { testOnSqlite } from './support/tested-database.ts';
import { until } from './support/until.ts';

const mebibyte = 1024 * 1024;
const always = Number.POSITIVE_INFINITY;
const bytes = randomBytes(9 * mebibyte);

test('a house with a bucket keeps releases and avatars there, and nothing of them on its disk', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t, double.environment());
  const upload = await call(
    `${at.url}/api/upgrade/upload`,
    'POST',
    uploadBody('1.0', bytes, 'a.bin'),
    await publisherOf(at),
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
    const headers = await publisherOf(at);
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
    await publisherOf(at),
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
    assertDesktopFailure(await call(`${at.url}/api/upgrade/upload`, 'POST', body, await publisherOf(at)), 500);
    await until(() => double.uploads().length === 0);
    assert.deepEqual([double.objects(), double.uploads()], [[], []]);
  },
);

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
    await until(() => double.asked.includes('DeleteObject'));
    await jobs.wake();
    assert.equal(double.asked.filter((asked) => asked === 'DeleteObject').length, 1, 'it was not waited for');
    await until(() => double.objects().length === 0);
    assert.deepEqual(double.objects(), []);
  },
);
