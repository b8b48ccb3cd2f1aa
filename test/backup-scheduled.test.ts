import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openBucketShelf } from '../src/backup/bucket-shelf.ts';
import { makeBackupKey } from '../src/backup/encryption.ts';
import { openFolderShelf } from '../src/backup/folder-shelf.ts';
import { firstState } from '../src/backup/run-state.ts';
import { shelveBackup } from '../src/backup/shelve-backup.ts';
import { withWorkFolder } from '../src/backup/work-folder.ts';
import { dataPaths, readConfig } from '../src/config.ts';
import { createSettings } from '../src/core/settings/settings.ts';
import { transact } from '../src/db/database.ts';
import { openS3Storage } from '../src/providers/storage/s3/s3.ts';
import type { S3Options } from '../src/providers/storage/s3/s3-options.ts';
import { emptyPlace, holdBackup, placeOf, publish, runAt, runHere, temporaryFolder } from './support/backup.ts';
import { startPortico, type TestPortico } from './support/portico.ts';
import { servePortico } from './support/process.ts';
import { startS3 } from './support/s3.ts';
import { scrape } from './support/scrape.ts';
import { openByAddress } from './support/tested-database.ts';
import { until } from './support/until.ts';

const dayMs = 24 * 3_600_000;
const { identity: key } = await makeBackupKey();

/** Makes what is due; the server itself, which looks after 10 s and then every 20 s, may have begun it. */
async function runDue({ portico }: TestPortico): Promise<void> {
  const { backupSchedule, core } = portico.house;
  await backupSchedule.runDue();
  await until(async () => JSON.parse((await core.settings.find('backup-run')) ?? '{}').state !== 'running');
}

test('a serving server makes one backup for each moment, encrypted, verified, and lets the oldest go', async (t) => {
  const folder = temporaryFolder(t);
  const environment = {
    PORTICO_BACKUP_SCHEDULE: 'daily@03:30',
    PORTICO_BACKUP_TO: join(folder, 'shelf'),
    PORTICO_BACKUP_KEEP: '2',
    PORTICO_BACKUP_KEY: key,
  };
  const server = await startPortico(t, environment);
  await runDue(server);
  const made: string[] = [];
  for (let n = 1; n <= 3; n += 1) {
    // Names tell the second, and the process that makes one has a clock of its own.
    await pause(1_000 - (Date.now() % 1_000));
    server.clock.advance(dayMs);
    await runDue(server);
    const names = readdirSync(environment.PORTICO_BACKUP_TO).sort();
    assert.equal(names.length, Math.min(n, 2));
    made.push(names.at(-1) as string);
  }
  assert.deepEqual(readdirSync(environment.PORTICO_BACKUP_TO).sort(), made.slice(1));
  const run = (...words: string[]) => runAt(placeOf(server), words, environment);
  const verified = await run('backup', 'verify', join(environment.PORTICO_BACKUP_TO, made[2] as string));
  assert.match(verified.stdout, /accounts: 1\n[\s\S]*encrypted: yes/, verified.stderr);
  const listed = await run('backup', 'list');
  assert.deepEqual(
    listed.stdout
      .split('\n')
      .slice(1, 3)
      .map((line) => line.split(/ {2,}/).filter((_, column) => column !== 1 && column !== 2)),
    [made[2], made[1]].map((name) => [name, 'yes', 'newest']),
  );
  assert.match(listed.stderr, /The next one is due at \S+:30:00\.000Z/);
  const seen = await scrape(server);
  const { at } = JSON.parse((await server.portico.house.core.settings.find('backup-run')) ?? '{}').newest;
  assert.equal(seen.value('portico_backup_newest_timestamp_seconds'), at / 1_000);
  assert.equal(seen.value('portico_backup_due_timestamp_seconds') % 1_800, 0);
  assert.ok(seen.value('portico_backup_due_timestamp_seconds') * 1_000 > server.clock.now() - dayMs);
});

test('where a backup fails, the older ones stay, and it is made once the cause is gone', async (t) => {
  const folder = temporaryFolder(t);
  const mount = join(folder, 'mount');
  const shelf = join(mount, 'shelf');
  const server = await startPortico(t, { PORTICO_BACKUP_SCHEDULE: '30 3 * * *', PORTICO_BACKUP_TO: shelf });
  const { core } = server.portico.house;
  const state = async () => JSON.parse((await core.settings.find('backup-run')) ?? '{}');
  await runDue(server);
  server.clock.advance(dayMs);
  await runDue(server);
  assert.deepEqual([(await state()).state, (await state()).attempts, existsSync(mount)], ['failed', 1, false]);
  mkdirSync(mount);
  await runDue(server);
  assert.equal((await state()).state, 'failed', 'not before its time');
  server.clock.advance(60_000);
  await runDue(server);
  assert.deepEqual([(await state()).state, (await state()).attempts], ['done', 2]);
  assert.equal(readdirSync(shelf).length, 1);
});

test('what was missed while nothing served is made after the start, in a process of its own, and logged', async (t) => {
  const place = await emptyPlace(t);
  const shelf = join(temporaryFolder(t), 'shelf');
  assert.equal((await runAt(place, ['owner', 'create', '--handle', 'boss'])).status, 0);
  const db = openByAddress(place.environment.PORTICO_DATABASE_URL ?? dataPaths(place.dataDir).database);
  const longAgo = JSON.stringify(firstState(Date.now() - 40 * dayMs));
  await transact(db, (tx) => createSettings({ db }).putFirst(tx, 'backup-run', longAgo));
  await db.destroy();
  const environment = {
    ...place.environment,
    PORTICO_BACKUP_SCHEDULE: 'daily@03:30',
    PORTICO_BACKUP_TO: shelf,
  };
  const server = await servePortico(t, place.dataDir, environment);
  for (let waited = 0; !/scheduled backup made/.test(server.said()); waited += 100) {
    assert.ok(waited < 90_000, server.said());
    await pause(100);
  }
  const [name] = readdirSync(shelf);
  assert.equal(readdirSync(shelf).length, 1);
  assert.ok(server.said().includes(`"backup":"${name}"`));
  server.child.kill('SIGTERM');
  assert.equal(await server.ended, 0);
});

test('a server that stops breaks off the backup on its way and leaves nothing of it behind', async (t) => {
  const shelf = join(temporaryFolder(t), 'shelf');
  const server = await startPortico(t, { PORTICO_BACKUP_SCHEDULE: 'daily@03:30', PORTICO_BACKUP_TO: shelf });
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish(server.portico.house, version);
  const { backupSchedule } = server.portico.house;
  await backupSchedule.runDue();
  server.clock.advance(dayMs);
  // The process that makes it has the environment of this one.
  const { environment } = holdBackup(t);
  Object.assign(process.env, environment);
  t.after(() => {
    for (const name of Object.keys(environment)) delete process.env[name];
  });
  const running = backupSchedule.runDue();
  const { backupWork } = dataPaths(server.dataDir);
  await until(() => existsSync(join(backupWork, 'draft')));
  await backupSchedule.stop();
  await running;
  assert.deepEqual([existsSync(backupWork), existsSync(shelf) ? readdirSync(shelf) : []], [false, []]);
});

test('a backup that is not on the shelf what was put there takes no older one with it', async (t) => {
  const server = await startPortico(t);
  const folder = join(temporaryFolder(t), 'shelf');
  const shelf = openFolderShelf(folder);
  const config = readConfig({ ...placeOf(server).environment, PORTICO_BACKUP_TO: folder, PORTICO_BACKUP_KEEP: '1' });
  const good = 'portico-20260101T000000Z.backup';
  await shelf.put(good, Readable.from([Buffer.from('good')]));
  const spoilt: Record<string, (bytes: Buffer) => Buffer> = {
    'cut short': (bytes) => bytes.subarray(0, bytes.length - 5_000),
    changed: (bytes) => Buffer.concat([Buffer.from('x'), bytes.subarray(1)]),
    'another sound backup': () => readFileSync(other),
  };
  const other = join(temporaryFolder(t), 'other.backup');
  assert.equal((await runAt(placeOf(server), ['backup', other])).status, 0);
  for (const [what, spoil] of Object.entries(spoilt)) {
    const bad = { ...shelf, read: async (name: string) => Readable.from([spoil(readFileSync(join(folder, name)))]) };
    const made = withWorkFolder(server.dataDir, (work) =>
      shelveBackup(config, { folder: work, shelf: bad, timeZone: 'UTC' }),
    );
    await assert.rejects(made, /is not in .* what was put there/, what);
    assert.deepEqual(readdirSync(folder), [good], what);
  }
  const made = await withWorkFolder(server.dataDir, (work) =>
    shelveBackup(config, { folder: work, shelf, timeZone: 'UTC' }),
  );
  assert.deepEqual([readdirSync(folder), made.pruned], [[made.name], [good]]);
});

test('backups in a bucket are made, listed, fetched, let go and missed as those in a folder are', async (t) => {
  const double = await startS3(t);
  const { PORTICO_STORAGE_URL: bucket = '', ...credentials } = double.environment();
  const environment = {
    ...credentials,
    PORTICO_BACKUP_SCHEDULE: 'daily@03:30',
    PORTICO_BACKUP_TO: bucket.replace('?', '/kept/backups?'),
    PORTICO_BACKUP_KEEP: '1',
    PORTICO_BACKUP_KEY: key,
  };
  const server = await startPortico(t, environment);
  const { core } = server.portico.house;
  const run = (...words: string[]) => runAt(placeOf(server), words, environment);
  const names = async () =>
    (await run('backup', 'list')).stdout.split('\n').flatMap((line) => /^portico-\S+/.exec(line) ?? []);
  await runDue(server);
  server.clock.advance(dayMs);
  await runDue(server);
  const [first = ''] = await names();
  const verified = await run('backup', 'verify', first);
  assert.match(verified.stdout, /accounts: 1\n[\s\S]*encrypted: yes/, verified.stderr);
  const elsewhere = await emptyPlace(t);
  const restored = await runAt(elsewhere, ['restore', first], environment);
  assert.equal(restored.status, 0, restored.stderr);

  server.clock.advance(dayMs);
  await double.close();
  await runDue(server);
  assert.equal(JSON.parse((await core.settings.find('backup-run')) ?? '{}').state, 'failed');
  assert.match(
    (await run('backup', 'list')).stderr,
    /backups cannot be kept in s3:\/\/\S+\/kept\/backups: S3 ListObjectsV2/,
  );
});

test('what a crash left of a backup on its way into a bucket goes with a later one; what is on its way, or not ours, stays', async (t) => {
  const double = await startS3(t);
  const { PORTICO_STORAGE_URL: bucket = '', ...credentials } = double.environment();
  const { backup } = readConfig({ ...credentials, PORTICO_BACKUP_TO: bucket.replace('?', '/kept?') });
  const options = backup.shelf as S3Options;
  const content = Buffer.alloc(9 * 1024 * 1024);
  const { files, close } = openS3Storage(options, () => {});
  t.after(close);
  const [abandoned, foreign, underWay] = [
    'portico-20260101T000000Z.backup',
    'video.mp4',
    'portico-20260104T000000Z.backup',
  ];
  for (const name of [abandoned, foreign]) await files.stage(name as string, Readable.from([content]));
  double.ageUploads(3 * dayMs);
  await files.stage(underWay as string, Readable.from([content]));
  const left = () => double.uploads().map(({ key }) => basename(key));
  const shelf = openBucketShelf(options);
  double.faults.plan('ListMultipartUploads', { kind: 'refuse', status: 403, code: 'AccessDenied' });
  await shelf.put('portico-20260102T000000Z.backup', Readable.from([content]));
  assert.deepEqual(left(), [abandoned, foreign, underWay]);
  await shelf.put('portico-20260103T000000Z.backup', Readable.from([content]));
  assert.deepEqual(left(), [foreign, underWay]);
  assert.equal((await shelf.list()).length, 2);
});

test('what is half written or not ours is no backup: it is neither listed nor pruned, and what a crash left goes in time', async (t) => {
  const folder = temporaryFolder(t);
  const [fresh, abandoned] = ['elsewhere-1', 'elsewhere-2'].map((who) =>
    join(folder, `.portico-20260101T000000Z.backup.${who}.partial`),
  ) as [string, string];
  const foreign = ['notes.txt', 'portico-2026.backup', 'portico-20261301T000000Z.backup'].map((name) =>
    join(folder, name),
  );
  for (const file of [fresh, abandoned, ...foreign]) writeFileSync(file, 'x');
  const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
  utimesSync(abandoned, twoDaysAgo, twoDaysAgo);
  const environment = { PORTICO_BACKUP_TO: folder, PORTICO_BACKUP_KEEP: '1' };
  const shelf = openFolderShelf(folder);
  assert.deepEqual(await shelf.list(), []);
  for (const day of ['01', '02', '03']) {
    await shelf.put(`portico-202601${day}T000000Z.backup`, Readable.from([Buffer.from('x')]));
  }
  assert.ok(existsSync(fresh) && !existsSync(abandoned));
  const dry = await runHere(['backup', 'prune', '--dry-run'], environment);
  assert.equal((await shelf.list()).length, 3);
  const pruned = await runHere(['backup', 'prune'], environment);
  assert.deepEqual(
    [dry.stdout, pruned.stdout],
    Array(2).fill('portico-20260101T000000Z.backup\nportico-20260102T000000Z.backup\n'),
  );
  assert.deepEqual(
    (await shelf.list()).map(({ name }) => name),
    ['portico-20260103T000000Z.backup'],
  );
  for (const file of foreign) assert.ok(existsSync(file));
});

test('what cannot be a schedule of backups is told with everything else that is wrong', async () => {
  const { status, said } = await runHere(['config', 'check'], {
    PORTICO_BACKUP_SCHEDULE: 'now and then',
    PORTICO_BACKUP_KEEP: 'all',
    PORTICO_BACKUP_KEY: 'short',
  });
  assert.equal(status, 2);
  assert.deepEqual(said.map((line) => line.split(' ')[0]).sort(), [
    'PORTICO_BACKUP_KEEP',
    'PORTICO_BACKUP_KEY',
    'PORTICO_BACKUP_SCHEDULE',
    'PORTICO_BACKUP_TO',
  ]);
});
