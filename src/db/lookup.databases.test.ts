import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../test/support/database.ts';
import { transact } from './database.ts';
import { prepareLookup } from './lookup.ts';

const lookUp = prepareLookup({
  select: (db) => db.selectFrom('settings').selectAll(),
  column: 'settings.name',
  keyOf: (row) => row.name,
});

test('lookups: of many at one moment each gets its own row, or none, by whichever of its keys that has', async (context) => {
  const { db } = await openTestDatabase(context);
  for (const name of ['one', 'two', 'three']) {
    await db
      .insertInto('settings')
      .values({ name, value: `value of ${name}` })
      .execute();
  }
  const asked = [['one'], ['two'], ['none', 'three'], ['three', 'none'], ['none'], ['one']];
  const rows = await Promise.all(asked.map((keys) => lookUp(db, keys)));
  assert.deepEqual(
    rows.map((row) => row?.name),
    ['one', 'two', 'three', 'three', undefined, 'one'],
  );
});

test('lookups: a transaction sees what it wrote itself, and whoever asks after it was kept sees that', async (context) => {
  const { db } = await openTestDatabase(context);
  await transact(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'new', value: 'x' }).execute();
    assert.equal((await lookUp(tx, ['new']))?.value, 'x');
    assert.equal(await lookUp(db, ['new']), undefined);
  });
  assert.equal((await lookUp(db, ['new']))?.value, 'x');
});

test('lookups: where the database is closed, each of those who asked is told', async (context) => {
  const { db } = await openTestDatabase(context);
  await lookUp(db, ['one']);
  await db.destroy();
  const outcomes = await Promise.allSettled([lookUp(db, ['one']), lookUp(db, ['two'])]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['rejected', 'rejected'],
  );
});
