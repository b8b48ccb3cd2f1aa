import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { dataPaths } from '../src/config.ts';
import {
  emptyPlace,
  holdBackup,
  type Place,
  placeOf,
  publish,
  register,
  runAt,
  runHere,
  sqlitePlace,
  temporaryFolder,
} from './support/backup.ts';
import { startPortico } from './support/portico.ts';
import { servePortico, spawnPortico } from './support/process.ts';

type Environment = Record<string, string>;

/** A key in a file, as the operator keeps it. */
async function makeKey(folder: string, name = 'backup.key') {
  const { stdout } = await runHere(['backup', 'key']);
  const file = join(folder, name);
  writeFileSync(file, stdout, { mode: 0o600 });
  const recipient = /age1\S+/.exec(stdout)?.[0] as string;
  return { file, recipient, environment: { PORTICO_BACKUP_KEY_FILE: file } };
}

const run = (words: string[], place: Place, environment: Environment = {}) => runAt(place, words, environment);

/** Everything below a folder that holds this text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}

test('an encrypted backup of a serving server comes back elsewhere: who was signed in still is, and nothing lies about unencrypted', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const isSignedIn = await register(server, '13800138000');
  await publish(server.portico.house, '1.0.0');
  const { environment } = await makeKey(folder);
  const file = join(folder, 'portico.backup.age');
  const elsewhere = await emptyPlace(t);

  const made = await run(['backup', file, '--encrypt'], placeOf(server), environment);
  assert.deepEqual([made.status, made.stdout], [0, `${file}\n`], made.stderr);
  assert.match(made.stderr, /encrypted/);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(filesWith(folder, '13800138000'), []);
  assert.deepEqual(filesWith(folder, 'SQLite format'), []);

  const restored = await run(['restore', file], elsewhere, environment);
  assert.equal(restored.status, 0, restored.stderr);
  for (const dir of [server.dataDir, elsewhere.dataDir]) {
    const { backupWork, database } = dataPaths(dir);
    assert.ok(!existsSync(backupWork));
    assert.deepEqual(
      filesWith(dir, 'SQLite format').filter((name) => !name.startsWith(database)),
      [],
    );
  }
  const { url } = await servePortico(t, elsewhere.dataDir, elsewhere.environment);
  assert.equal(await isSignedIn(url), 0);
  assert.equal((await run(['audit', 'verify'], elsewhere)).status, 0);
});

test('a server that has the recipient alone makes backups, and the key opens them elsewhere', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const { recipient, environment } = await makeKey(folder);
  const file = join(folder, 'portico.backup.age');
  const onServer = { PORTICO_BACKUP_KEY: recipient };
  assert.equal((await run(['backup', file], placeOf(server), onServer)).status, 0);
  assert.match((await run(['backup', 'verify', file], placeOf(server), onServer)).stderr, /encrypt and open nothing/);
  const verified = await run(['backup', 'verify', file], sqlitePlace(join(folder, 'none')), environment);
  assert.match(verified.stdout, /accounts: 1\n[\s\S]*encrypted: yes\nThe backup is whole and sound/);
  assert.ok(!existsSync(join(folder, 'none')), 'verifying makes no data directory');
});

test('any program of the age format opens it, and what such a program encrypted is restored', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const key = await makeKey(folder);
  const [encrypted, plain, again] = ['a.age', 'a.backup', 'b.age'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  assert.equal((await run(['backup', encrypted], placeOf(server), key.environment)).status, 0);
  execFileSync('age', ['--decrypt', '--identity', key.file, '--output', plain, encrypted]);
  assert.match((await run(['backup', 'verify', plain], placeOf(server))).stdout, /encrypted: no/);
  execFileSync('age', ['--recipient', key.recipient, '--output', again, plain]);
  const restored = await run(['restore', again], await emptyPlace(t), key.environment);
  assert.equal(restored.status, 0, restored.stderr);
});

test('without its key, with another one, or damaged, a backup is refused in words, and nothing is touched', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const [key, other] = [await makeKey(folder), await makeKey(folder, 'other.key')];
  const [file, damaged] = [join(folder, 'a.age'), join(folder, 'damaged.age')];
  assert.equal((await run(['backup', file], placeOf(server), key.environment)).status, 0);
  const isSignedIn = await register(server, '13800138000');
  const sound = readFileSync(file);
  writeFileSync(damaged, sound.subarray(0, sound.length - 100_000));
  const refusals: Array<[file: string, environment: Environment, says: RegExp]> = [
    [file, {}, /is encrypted: set PORTICO_BACKUP_KEY_FILE/],
    [file, other.environment, /PORTICO_BACKUP_KEY does not open it/],
    [damaged, key.environment, /is damaged or incomplete/],
  ];
  for (const [backup, environment, says] of refusals) {
    for (const words of [
      ['restore', backup, '--yes'],
      ['backup', 'verify', backup],
    ]) {
      const { status, said } = await run(words, placeOf(server), environment);
      assert.deepEqual([status, said.length], [1, 1], said.join());
      assert.match(said[0] as string, says);
    }
    assert.equal(await isSignedIn(), 0);
    assert.ok(!existsSync(dataPaths(server.dataDir).backupWork));
  }
});

test('a key that is configured encrypts unless one says otherwise, and --encrypt without a key makes nothing', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  const { environment } = await makeKey(folder);
  const file = join(folder, 'a.backup');
  const refused = await run(['backup', file, '--encrypt'], placeOf(server));
  assert.match(refused.stderr, /--encrypt needs a key/);
  assert.ok(!existsSync(file));
  assert.equal((await run(['backup', file], placeOf(server), environment)).status, 0);
  assert.match(readFileSync(file, 'latin1'), /^age-encryption/);
  assert.equal((await run(['backup', file, '--no-encrypt', '--force'], placeOf(server), environment)).status, 0);
  assert.match(readFileSync(file, 'latin1'), /^SQLite format/);
  const bad = await run(['backup', file], placeOf(server), { PORTICO_BACKUP_KEY: 'too short' });
  assert.deepEqual([bad.status, /16 or more characters/.test(bad.stderr)], [2, true]);
});

/** Starts a backup, and answers it once its unencrypted draft lies in the data directory, where it waits until `release`. */
async function interruptedBackup(t: TestContext, place: Place, { file, ...key }: Environment & { file: string }) {
  const draft = join(dataPaths(place.dataDir).backupWork, 'draft');
  const { environment, release } = holdBackup(t);
  const child = spawnPortico(['backup', file], { ...place.environment, ...key, ...environment });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  while (!existsSync(draft)) {
    assert.equal(child.exitCode, null, 'it was over before it could be interrupted');
    await pause(1);
  }
  return { child, ended, draft, release };
}

test('what a crash left unencrypted goes with the next run or start; a stop signal leaves nothing', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish(server.portico.house, version);
  const { environment } = await makeKey(folder);
  const target = join(folder, 'to');
  mkdirSync(target);
  const file = join(target, 'a.age');

  const stopped = await interruptedBackup(t, placeOf(server), { file, ...environment });
  stopped.child.kill('SIGTERM');
  await stopped.ended;
  assert.deepEqual([existsSync(stopped.draft), readdirSync(target)], [false, []]);

  const killed = await interruptedBackup(t, placeOf(server), { file, ...environment });
  killed.child.kill('SIGKILL');
  await killed.ended;
  assert.equal(statSync(killed.draft).mode & 0o777, 0o600);
  assert.equal(statSync(dataPaths(server.dataDir).backupWork).mode & 0o777, 0o700);
  assert.equal((await run(['backup', file], placeOf(server), environment)).status, 0);
  assert.deepEqual([existsSync(dataPaths(server.dataDir).backupWork), readdirSync(target)], [false, ['a.age']]);

  const elsewhere = await emptyPlace(t);
  assert.equal((await run(['restore', file], elsewhere, environment)).status, 0);
  const again = await interruptedBackup(t, elsewhere, { file: join(target, 'b.age'), ...environment });
  again.child.kill('SIGKILL');
  await again.ended;
  assert.ok(existsSync(again.draft));
  await servePortico(t, elsewhere.dataDir, elsewhere.environment);
  assert.ok(!existsSync(again.draft));
});

test('a second backup or restore of the same data directory is told to wait', async (t) => {
  const server = await startPortico(t);
  const folder = temporaryFolder(t);
  for (const version of ['1.0.0', '2.0.0', '3.0.0']) await publish(server.portico.house, version);
  const { environment } = await makeKey(folder);
  const first = await interruptedBackup(t, placeOf(server), { file: join(folder, 'a.age'), ...environment });
  const second = await run(['backup', join(folder, 'b.age')], placeOf(server), environment);
  assert.match(second.stderr, /another backup or restore is at work on .*: wait for its end/);
  first.release();
  await first.ended;
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.age')),
    ['a.age'],
  );
});
