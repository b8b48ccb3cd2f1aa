import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { dataPaths } from '../src/config.ts';
import { publisherOf, uploadBody } from './support/desktop.ts';
import { padded, pngHeader } from './support/pictures.ts';
import { call, startPortico, type TestPortico } from './support/portico.ts';
import { temporaryDataDir } from './support/process.ts';
import { runHere } from './support/run-here.ts';
import { startS3 } from './support/s3.ts';
import { newStaffFields, signUpForm } from './support/staff.ts';
import { testOnSqlite } from './support/tested-database.ts';

const always = Number.POSITIVE_INFINITY;
// More than one part.
const bytes = randomBytes(9 * 1024 * 1024);

/** How commands are told of the same data. */
function besides({ dataDir, portico }: TestPortico): Record<string, string> {
  const { database } = portico.house.config;
  return { PORTICO_DATA_DIR: dataDir, ...(database && { PORTICO_DATABASE_URL: database.primary.url }) };
}

testOnSqlite(
  'a backup of a house with a bucket holds its files, and puts them back where they are missing',
  async (t) => {
    const double = await startS3(t);
    const at = await startPortico(t, double.environment());
    const environment = { ...double.environment(), ...besides(at) };
    await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'a.bin'), await publisherOf(at));
    const file = join(at.dataDir, 'backup');
    const backup = await runHere(['backup', file], environment);
    assert.match(backup.said.join('\n'), /1 stored files/);
    const [object] = double.objects();
    await at.portico.house.core.files.remove(object?.key.slice('files/'.length) ?? '');
    assert.deepEqual(double.objects(), []);
    const restore = await runHere(['restore', '--yes', file], environment);
    assert.equal(restore.status, 0, restore.said.join());
    assert.deepEqual(
      double.objects().map(({ key }) => key),
      [object?.key],
    );
    double.faults.plan('GetObject', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
    const failed = await runHere(['backup', join(at.dataDir, 'another')], environment);
    assert.equal(failed.status, 1, 'a bucket that is away is no damaged file that a backup leaves out');
    assert.match(failed.said.join('\n'), /cannot be read or written: S3 GetObject/);
  },
);

test('files move from the disk to a bucket beside a running server, compared, and again where that was broken off', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t);
  const { core } = at.portico.house;
  const { PORTICO_STORAGE_URL: url = '', ...credentials } = double.environment();
  const environment = { ...besides(at), ...credentials };
  const uploads = [uploadBody('1.0', bytes, 'a.bin'), uploadBody('2.0', 'small', 'b.bin')];
  for (const body of uploads) await call(`${at.url}/api/upgrade/upload`, 'POST', body, await publisherOf(at));
  const avatar = await core.avatars.keep({ format: 'png', bytes: padded(pngHeader(20, 20), 1_000) });
  const person = await call(`${at.url}/signUp`, 'PUT', signUpForm(newStaffFields()));
  assert.equal(person.body.status, true);

  double.faults.plan('CompleteMultipartUpload', { kind: 'refuse', status: 500, code: 'InternalError' }, always);
  const broken = await runHere(['storage', 'copy', '--to', url], environment);
  assert.equal(broken.status, 1);
  assert.match(broken.said.join('\n'), /cannot be read or written: S3 upload/);
  double.faults.clear();

  const copied = await runHere(['storage', 'copy', '--to', url], environment);
  assert.match(copied.said.join('\n'), /3 files copied and compared, \d+ bytes; 0 were there already/);
  assert.equal(copied.status, 0);
  assert.equal(double.objects().length, 3, `not ${avatar}, which no account has`);
  const again = await runHere(['storage', 'copy', '--to', url], environment);
  assert.match(again.said.join('\n'), /0 files copied and compared, 0 bytes; 3 were there already/);
});

testOnSqlite('files come back from a bucket to a disk', async (t) => {
  const double = await startS3(t);
  const at = await startPortico(t, double.environment());
  await call(`${at.url}/api/upgrade/upload`, 'POST', uploadBody('1.0', bytes, 'a.bin'), await publisherOf(at));
  const environment = { ...double.environment(), ...besides(at) };
  const { said } = await runHere(['storage', 'copy', '--to', 'file:'], environment);
  assert.match(said.join('\n'), /1 files copied and compared/);
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
      await publisherOf(at),
    );
  }
  const [first, second] = await core.releases.list({ limit: 3 });
  await core.files.remove(first?.storage_name ?? '');
  await core.files.remove(second?.storage_name ?? '');
  const other = await core.files.stage(second?.storage_name ?? '', Readable.from(['xyz']));
  await other.keep();
  const { status, said } = await runHere(['storage', 'copy', '--to', url], environment);
  assert.equal(status, 1);
  assert.match(said.join('\n'), new RegExp(`${first?.storage_name} is missing`));
  assert.match(said.join('\n'), new RegExp(`${second?.storage_name} is damaged`));
  assert.match(said.join('\n'), /1 files copied.*\n.*2 files were not copied/s);
  assert.equal(double.objects().length, 1);
});

testOnSqlite('copying to where the files are, or to what is no address, is refused', async (t) => {
  const at = await startPortico(t);
  const environment = besides(at);
  const same = await runHere(['storage', 'copy', '--to', 'file:'], environment);
  assert.deepEqual([same.status, same.said], [1, ['error: that is where the files are now']]);
  const wrong = await runHere(['storage', 'copy', '--to', 'https://files.example'], environment);
  assert.deepEqual([wrong.status, /must be file: or an address such as s3:/.test(wrong.said.join())], [2, true]);
});

testOnSqlite('the storage is tried by one command, which leaves nothing', async (t) => {
  const double = await startS3(t, { conditions: 'ignored' });
  const dataDir = temporaryDataDir(t);
  const environment = { ...double.environment(), PORTICO_DATA_DIR: dataDir, PORTICO_STORAGE_DOWNLOADS: 'redirect' };
  const works = await runHere(['storage', 'check'], environment);
  assert.deepEqual([works.status, works.stdout], [0, 'ok'], works.said.join('\n'));
  assert.match(works.said.join('\n'), /If-None-Match is not heeded/);
  assert.match(works.said.join('\n'), /a link to it works from here/);
  assert.deepEqual([double.objects(), double.uploads()], [[], []]);
  const refused = await runHere(['storage', 'check'], {
    ...environment,
    PORTICO_STORAGE_SECRET_ACCESS_KEY: 'wrong',
  });
  assert.equal(refused.status, 1);
  assert.match(refused.said.join('\n'), /the credentials are refused/);
  const disk = await runHere(['storage', 'check'], { PORTICO_DATA_DIR: dataDir });
  assert.deepEqual([disk.status, disk.stdout], [0, 'ok']);
});
