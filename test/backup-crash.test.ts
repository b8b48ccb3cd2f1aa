import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import { dataPaths } from '../src/config.ts';
import { temporaryFolder } from './support/backup.ts';
import { collect, runPortico, servePortico, spawnPortico } from './support/process.ts';

const run = (dataDir: string, ...words: string[]) => runPortico(words, { PORTICO_DATA_DIR: dataDir });

async function succeed(dataDir: string, ...words: string[]) {
  const outcome = await run(dataDir, ...words);
  assert.equal(outcome.status, 0, outcome.stderr);
  return outcome;
}

/** A data directory, a backup of it, and what came to it since. */
async function prepare(folder: string) {
  const [dataDir, file] = [join(folder, 'data'), join(folder, 'a.backup')];
  await succeed(dataDir, 'generate', '--accounts', '3000');
  await succeed(dataDir, 'licence', 'create', '--number', 'L-1');
  await succeed(dataDir, 'backup', file);
  await succeed(dataDir, 'generate', '--accounts', '2000', '--seed', '7');
  await succeed(dataDir, 'licence', 'create', '--number', 'L-2');
  return { dataDir, file };
}

/** What the data are: those of the backup, or those from before the restore. */
function stateOf(dataDir: string): string {
  const database = new BetterSqlite3(dataPaths(dataDir).database);
  const count = (query: string): unknown => database.prepare(query).pluck().get();
  const state = [
    count('select count(*) from accounts'),
    count('select count(*) from licences'),
    count("select count(*) from audit_log where action = 'backup.restored'"),
    (database.pragma('integrity_check', { simple: true }) as string) ?? '',
    (database.pragma('foreign_key_check') as unknown[]).length,
  ].join();
  database.close();
  return { '5000,2,0,ok,0': 'old', '3000,1,1,ok,0': 'new' }[state] ?? state;
}

test('a restore that is killed at any moment leaves the old data or the restored ones, and tells how to go on', async (t) => {
  const folder = temporaryFolder(t);
  const { dataDir, file } = await prepare(folder);
  const seen = new Set<string>();
  for (const [n, delayMs] of [0, 10, 30, 90, 270, 810].entries()) {
    const trial = join(folder, `trial-${n}`);
    cpSync(dataDir, trial, { recursive: true });
    const note = join(dataPaths(trial).backupWork, 'restore.json');
    const child = spawnPortico(['restore', file, '--yes'], { PORTICO_DATA_DIR: trial });
    const output = collect(child);
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    while (!existsSync(note) && child.exitCode === null) await pause(1);
    await pause(delayMs);
    child.kill('SIGKILL');
    await ended;
    const state = stateOf(trial);
    assert.ok(['old', 'new'].includes(state), `${delayMs} ms: ${state} ${output.stderr}`);
    const wasBrokenOff = existsSync(note);
    seen.add(wasBrokenOff ? `broken off, ${state}` : state);
    const { said } = await succeed(trial, 'backup', join(trial, 'next.backup'));
    const told = said.find((line) => line.includes('was broken off'));
    if (wasBrokenOff) assert.match(String(told), state === 'old' ? /run it again/ : /the restored ones/);
    else assert.equal(told, undefined);
    await succeed(trial, 'audit', 'verify');
    if (n === 0) await succeed(trial, 'restore', file, '--yes');
  }
  assert.ok(seen.has('broken off, old') && seen.has('new'), [...seen].join());
});

test('a restore that died between its data and its note of them is brought to its end by the next start', async (t) => {
  const folder = temporaryFolder(t);
  const { dataDir, file } = await prepare(folder);
  const { auditNotes, backupWork } = dataPaths(dataDir);
  const noted = existsSync(auditNotes) ? readFileSync(auditNotes, 'utf8') : '';
  const server = await servePortico(t, dataDir);
  server.child.kill('SIGTERM');
  await server.ended;
  const notedByServer = readFileSync(auditNotes, 'utf8');
  assert.notEqual(notedByServer, noted);
  const startedAt = Date.now();
  await succeed(dataDir, 'restore', file, '--yes');
  writeFileSync(auditNotes, notedByServer);
  mkdirSync(backupWork);
  writeFileSync(join(backupWork, 'restore.json'), JSON.stringify({ file, startedAt }));
  assert.match((await run(dataDir, 'audit', 'verify')).stderr, /is not the one that was noted/);
  const again = await servePortico(t, dataDir);
  assert.match(again.said(), /was broken off after it was done: the data are the restored ones/);
  await succeed(dataDir, 'audit', 'verify');
  again.child.kill('SIGTERM');
  await again.ended;
  assert.doesNotMatch((await servePortico(t, dataDir)).said(), /broken off/, 'told once');
});

test('a backup that is killed at any moment leaves no file under its name, and none of it after the next one', async (t) => {
  const folder = temporaryFolder(t);
  const { dataDir } = await prepare(folder);
  const target = join(folder, 'to');
  mkdirSync(target);
  const file = join(target, 'a.backup');
  const key = { PORTICO_BACKUP_KEY: (await runPortico(['backup', 'key'])).stdout };
  for (const delayMs of [0, 5, 10, 20, 40, 80, 160]) {
    const child = spawnPortico(['backup', file, '--force'], { PORTICO_DATA_DIR: dataDir, ...key });
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    while (!existsSync(dataPaths(dataDir).backupWork) && child.exitCode === null) await pause(1);
    await pause(delayMs);
    child.kill('SIGKILL');
    await ended;
    if (existsSync(file)) {
      const verified = await runPortico(['backup', 'verify', file], { PORTICO_DATA_DIR: dataDir, ...key });
      assert.equal(verified.status, 0, verified.stderr);
    }
  }
  await succeed(dataDir, 'backup', file, '--force');
  assert.deepEqual(readdirSync(target), ['a.backup']);
  await succeed(dataDir, 'backup', 'verify', file);
});
