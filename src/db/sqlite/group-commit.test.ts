import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Database, type Db, openDatabase, transact } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';

async function openTemporary(context: TestContext): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-db-'));
  const database = openDatabase(join(folder, 'portico.db'));
  context.after(async () => {
    await database.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrate(database, 0, withoutAuditLog);
  return database;
}

const insert = (db: Db, name: string) => db.insertInto('settings').values({ name, value: '' }).execute();
const names = async (db: Database): Promise<string[]> =>
  (await db.selectFrom('settings').select('name').orderBy('name').execute()).map((row) => row.name);

test('of a hundred transactions side by side, those that throw are undone and the others kept', async (t) => {
  const db = await openTemporary(t);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      transact(db, async (tx) => {
        await tx
          .insertInto('settings')
          .values({ name: `n${index}`, value: '' })
          .execute();
        if (index % 3 === 0) throw new Error('changed my mind');
        await tx.updateTable('settings').set({ value: 'kept' }).where('name', '=', `n${index}`).execute();
      }),
    ),
  );
  assert.equal(outcomes.filter((outcome) => outcome.status === 'rejected').length, 34);
  const rows = await db.selectFrom('settings').selectAll().execute();
  assert.equal(rows.length, 66);
  assert.ok(rows.every((row) => row.value === 'kept'));
});

test('a statement that fails on its own takes nobody else of its tick down', async (t) => {
  const db = await openTemporary(t);
  const outcomes = await Promise.allSettled([insert(db, 'a'), insert(db, 'a'), insert(db, 'b')]);
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.deepEqual(await names(db), ['a', 'b']);
});

test('a reader outside sees nothing of a transaction before it is kept, and all of it afterwards', async (t) => {
  const db = await openTemporary(t);
  await transact(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'inside', value: '' }).execute();
    assert.deepEqual(await names(db), []);
    assert.equal((await tx.selectFrom('settings').selectAll().execute()).length, 1);
  });
  assert.deepEqual(await names(db), ['inside']);
});

test('two writers of one file wait for each other instead of failing', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-db-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const first = openDatabase(join(folder, 'portico.db'));
  await migrate(first, 0, withoutAuditLog);
  const second = openDatabase(join(folder, 'portico.db'));
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => [
      insert(first, `first-${index}`),
      insert(second, `second-${index}`),
    ]).flat(),
  );
  assert.equal((await names(first)).length, 100);
  await first.destroy();
  await second.destroy();
});

test('every commit is on disk before it is answered: synchronous is FULL, the journal a write-ahead log', async (t) => {
  const { openSqliteFile } = await import('./dialect.ts');
  const folder = mkdtempSync(join(tmpdir(), 'portico-db-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const database = openSqliteFile(join(folder, 'portico.db'));
  assert.equal(database.pragma('synchronous', { simple: true }), 2);
  assert.equal(database.pragma('journal_mode', { simple: true }), 'wal');
  assert.equal(database.pragma('foreign_keys', { simple: true }), 1);
  database.close();
});

test('closed at any moment, the database leaves nobody waiting for ever', async (t) => {
  for (let turns = 0; turns < 40; turns += 1) {
    const db = await openTemporary(t);
    const two = transact(db, async (tx) => {
      await insert(tx, 'one');
      await insert(tx, 'two');
    });
    const works = Promise.allSettled([two, insert(db, 'three'), two, insert(db, 'four')]);
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    await db.destroy();
    assert.equal((await works).length, 4);
  }
});
