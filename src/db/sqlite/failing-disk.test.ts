import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { failCalls } from '../../../test/support/failing-calls.ts';
import { type Database, openDatabase, transact } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';

const insert = (db: Database, name: string) => db.insertInto('settings').values({ name, value: '' }).execute();
const names = async (db: Database): Promise<string[]> =>
  (await db.selectFrom('settings').select('name').orderBy('name').execute()).map((row) => row.name);

async function openTemporary(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'portico-failing-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'portico.db');
  const db = openDatabase(file);
  t.after(() => db.destroy());
  await migrate(db, 0, withoutAuditLog);
  await insert(db, 'kept');

  /** What a start finds after this process was killed at this moment. */
  async function namesAfterKill(): Promise<string[]> {
    const copy = join(mkdtempSync(join(folder, 'killed-')), 'portico.db');
    for (const part of ['', '-wal']) cpSync(file + part, copy + part);
    const opened = openDatabase(copy);
    try {
      return await names(opened);
    } finally {
      await opened.destroy();
    }
  }

  return { db, file, namesAfterKill };
}

const isUncertain = { code: 'DATABASE_UNAVAILABLE', mayBeCommitted: true };

test('a commit that the disk did not confirm is refused as one that may have been kept, and the next one that is kept ends the doubt', async (t) => {
  const { db, file, namesAfterKill } = await openTemporary(t);
  const failing = await failCalls([process.pid], { calls: 'fsync,fdatasync', error: 'EIO', paths: [`${file}-wal`] });
  try {
    await assert.rejects(insert(db, 'doubtful'), isUncertain);
    assert.deepEqual(await names(db), ['kept']);
    assert.deepEqual(await namesAfterKill(), ['doubtful', 'kept'], 'which is why it is said');
  } finally {
    await failing.mend();
  }
  await insert(db, 'later');
  assert.deepEqual(await names(db), ['kept', 'later']);
  assert.deepEqual(await namesAfterKill(), ['kept', 'later']);
});

test('while the disk confirms nothing, each write is refused, reads go on, and afterwards all is as before', async (t) => {
  const { db, file, namesAfterKill } = await openTemporary(t);
  const failing = await failCalls([process.pid], {
    calls: 'fsync,fdatasync',
    error: 'EIO',
    paths: [file, `${file}-wal`],
  });
  try {
    for (let write = 1; write <= 5; write += 1) {
      await assert.rejects(insert(db, `refused ${write}`));
      assert.deepEqual(await names(db), ['kept']);
    }
    const outcomes = await Promise.allSettled([insert(db, 'a'), insert(db, 'b'), insert(db, 'c')]);
    assert.deepEqual([...new Set(outcomes.map(({ status }) => status))], ['rejected']);
  } finally {
    await failing.mend();
  }
  await Promise.all([insert(db, 'x'), insert(db, 'y')]);
  assert.deepEqual(await names(db), ['kept', 'x', 'y']);
  assert.deepEqual(await namesAfterKill(), ['kept', 'x', 'y']);
});

test('a log that another process reads is not emptied, and what was refused is written over', async (t) => {
  const { db, file, namesAfterKill } = await openTemporary(t);
  const { openSqliteFile } = await import('./dialect.ts');
  const other = openSqliteFile(file);
  t.after(() => other.close());
  other.exec('begin');
  other.prepare('select * from settings').all();
  const failing = await failCalls([process.pid], { calls: 'fsync,fdatasync', error: 'EIO', paths: [`${file}-wal`] });
  try {
    await assert.rejects(insert(db, 'doubtful'), isUncertain);
  } finally {
    await failing.mend();
  }
  await insert(db, 'later');
  assert.deepEqual(await namesAfterKill(), ['kept', 'later']);
});

test('what SQLite undoes in the middle of another one’s transaction is refused as a database that is away', async (t) => {
  const { db, file } = await openTemporary(t);
  // More than SQLite keeps in memory, so that it is written before it is committed.
  const value = 'x'.repeat(16 * 1024 * 1024);
  const failing = await failCalls([process.pid], { calls: 'pwrite64', error: 'EIO', paths: [`${file}-wal`] });
  try {
    const outcomes = await Promise.allSettled([
      insert(db, 'small'),
      transact(db, (tx) => tx.insertInto('settings').values({ name: 'large', value }).execute()),
    ]);
    const codes = outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code);
    assert.deepEqual(codes, ['DATABASE_UNAVAILABLE', 'SQLITE_IOERR_WRITE']);
  } finally {
    await failing.mend();
  }
  await insert(db, 'later');
  assert.deepEqual(await names(db), ['kept', 'later']);
});
