import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { dataPaths } from '../src/config.ts';
import { copyPlace, emptyPlace, holdBackup, type Place, runAt, runHere, temporaryFolder } from './support/backup.ts';
import { collect, servePortico, spawnPortico } from './support/process.ts';
import { openByAddress } from './support/tested-database.ts';

async function succeed(place: Place, ...words: string[]) {
  const outcome = await runAt(place, words);
  assert.equal(outcome.status, 0, outcome.stderr);
  return outcome;
}

/** A data directory, a backup of it, and what came to it since. */
async function prepare(t: TestContext) {
  const place = await emptyPlace(t);
  const file = join(temporaryFolder(t), 'a.backup');
  await succeed(place, 'generate', '--accounts', '1000');
  await succeed(place, 'licence', 'create', '--number', 'L-1');
  await succeed(place, 'backup', file);
  await succeed(place, 'generate', '--accounts', '500', '--seed', '7');
  await succeed(place, 'licence', 'create', '--number', 'L-2');
  return { place, file };
}

/** What the data are: those of the backup, or those from before the restore. */
async function stateOf({ dataDir, environment }: Place): Promise<string> {
  const db = openByAddress(environment.PORTICO_DATABASE_URL ?? dataPaths(dataDir).database);
  const { rows } = await sql<Record<string, number>>`select (select count(*) from accounts) as accounts,
    (select count(*) from licences) as licences, (select count(*) from account_terms where account_id not in
      (select id from accounts)) as lost,
    (select count(*) from audit_log where action = 'backup.restored') as restores`.execute(db);
  await db.destroy();
  const { accounts, licences, lost, restores } = rows[0] ?? {};
  const state = [accounts, licences, lost, restores].join();
  return { '1500,2,0,0': 'old', '1000,1,0,1': 'new' }[state] ?? state;
}

test('a restore that is killed at any moment leaves the old data or the restored ones, and tells how to go on', async (t) => {
  const { place, file } = await prepare(t);
  const seen = new Set<string>();
  for (const [n, delayMs] of [0, 40, 160, 640].entries()) {
    const trial = await copyPlace(t, place);
    const note = join(dataPaths(trial.dataDir).backupWork, 'restore.json');
    // The first one has surely changed nothing yet.
    const held = n === 0 ? holdBackup(t).environment : {};
    const child = spawnPortico(['restore', file, '--yes'], { ...trial.environment, ...held });
    const output = collect(child);
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    while (!existsSync(note) && child.exitCode === null) await pause(1);
    await pause(delayMs);
    child.kill('SIGKILL');
    await ended;
    const wasBrokenOff = existsSync(note);
    const { said } = await succeed(trial, 'backup', join(trial.dataDir, 'next.backup'));
    const state = await stateOf(trial);
    assert.ok(['old', 'new'].includes(state), `${delayMs} ms: ${state} ${output.stderr}`);
    seen.add(wasBrokenOff ? `broken off, ${state}` : state);
    const told = said.find((line) => line.includes('was broken off'));
    if (wasBrokenOff) assert.match(String(told), state === 'old' ? /run it again/ : /the restored ones/);
    else assert.equal(told, undefined);
    await succeed(trial, 'audit', 'verify');
    if (n === 0) await succeed(trial, 'restore', file, '--yes');
  }
  assert.ok(seen.has('broken off, old'), [...seen].join());
});

test('a restore that died between its data and its note of them is brought to its end by the next start', async (t) => {
  const { place, file } = await prepare(t);
  const { dataDir, environment } = place;
  const { auditNotes, backupWork } = dataPaths(dataDir);
  const noted = existsSync(auditNotes) ? readFileSync(auditNotes, 'utf8') : '';
  const server = await servePortico(t, dataDir, environment);
  server.child.kill('SIGTERM');
  await server.ended;
  const notedByServer = readFileSync(auditNotes, 'utf8');
  assert.notEqual(notedByServer, noted);
  const startedAt = Date.now();
  await succeed(place, 'restore', file, '--yes');
  writeFileSync(auditNotes, notedByServer);
  mkdirSync(backupWork);
  writeFileSync(join(backupWork, 'restore.json'), JSON.stringify({ file, startedAt }));
  assert.match((await runAt(place, ['audit', 'verify'])).stderr, /is not the one that was noted/);
  const again = await servePortico(t, dataDir, environment);
  assert.match(again.said(), /was broken off after it was done: the data are the restored ones/);
  await succeed(place, 'audit', 'verify');
  again.child.kill('SIGTERM');
  await again.ended;
  assert.doesNotMatch((await servePortico(t, dataDir, environment)).said(), /broken off/, 'told once');
});

test('a backup that is killed at any moment leaves no file under its name, and none of it after the next one', async (t) => {
  const { place } = await prepare(t);
  const { dataDir, environment } = place;
  const target = temporaryFolder(t);
  const file = join(target, 'a.backup');
  const key = { PORTICO_BACKUP_KEY: (await runHere(['backup', 'key'])).stdout };
  for (const delayMs of [0, 20, 80, 250]) {
    const child = spawnPortico(['backup', file, '--force'], { ...environment, ...key });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    while (!existsSync(dataPaths(dataDir).backupWork) && child.exitCode === null) await pause(1);
    await pause(delayMs);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(file)) {
      const verified = await runAt(place, ['backup', 'verify', file], key);
      assert.equal(verified.status, 0, verified.stderr);
    }
  }
  await succeed(place, 'backup', file, '--force');
  assert.deepEqual(readdirSync(target), ['a.backup']);
  await succeed(place, 'backup', 'verify', file);
});
