import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { createTestData, openByAddress } from '../../test/support/tested-database.ts';
import { type Database, transact } from './database.ts';
import { migrate, migrations, programVersion, schemaState, withoutAuditLog } from './migrate.ts';
import { busyTimeoutMs } from './sqlite/busy.ts';

/** An empty database, as so many processes have it. */
async function openTemporary(context: TestContext, processes = 1): Promise<Database[]> {
  const { address, remove } = await createTestData();
  const databases = Array.from({ length: processes }, () => openByAddress(address));
  context.after(async () => {
    await Promise.all(databases.map((database) => database.destroy()));
    await remove();
  });
  return databases;
}

test('an empty database is brought to the version of the program, and a second run does nothing', async (t) => {
  const [database] = (await openTemporary(t)) as [Database];
  assert.equal((await schemaState(database)).version, 0);
  assert.deepEqual(
    await migrate(database, 1, withoutAuditLog),
    migrations.map((step) => step.name),
  );
  assert.equal((await schemaState(database)).version, programVersion);
  assert.deepEqual(await migrate(database, 2, withoutAuditLog), []);
});

test('two processes that migrate at once apply each step once', async (t) => {
  const [first, second] = (await openTemporary(t, 2)) as [Database, Database];
  const applied = (await Promise.all([migrate(first, 1, withoutAuditLog), migrate(second, 1, withoutAuditLog)])).flat();
  assert.deepEqual(applied.sort(), migrations.map((step) => step.name).sort());
});

test('whoever writes for longer than a write is waited for elsewhere is waited for', async (t) => {
  const [database, other] = (await openTemporary(t, 2)) as [Database, Database];
  await migrate(other, 1, { ...withoutAuditLog, through: programVersion - 1 });
  const written = transact(other, async (tx) => {
    await tx.insertInto('settings').values({ name: 'held', value: '1' }).execute();
    await delay(busyTimeoutMs + 500);
  });
  assert.deepEqual(await migrate(database, 1, withoutAuditLog), [migrations.at(-1)?.name]);
  await written;
});

test('a step that fails leaves no table behind', async (t) => {
  const [database] = (await openTemporary(t)) as [Database];
  await sql`create table jobs (id integer)`.execute(database);
  await assert.rejects(migrate(database, 1, withoutAuditLog), /jobs/);
  const tables = await database.introspection.getTables();
  assert.deepEqual(tables.map(({ name }) => name).sort(), ['jobs', 'schema_migrations']);
  assert.equal((await schemaState(database)).version, 0);
});

test('every column that the program knows is in the migrated database, and no other', async (t) => {
  const [database] = (await openTemporary(t)) as [Database];
  await migrate(database, 1, withoutAuditLog);
  const tables = await database.introspection.getTables();
  assert.equal(tables.length, 47);
  for (const table of tables) {
    const columns = table.columns.map((column) => column.name);
    assert.ok(columns.length > 0 && new Set(columns).size === columns.length, table.name);
  }
});
