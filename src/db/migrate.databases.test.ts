import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { type DatabaseKind, startBothDatabases } from '../../test/support/both-databases.ts';
import { type Database, openDatabase } from './database.ts';
import { migrate, migrations, oldestProgramAfter, programVersion, schemaState, withoutAuditLog } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';

const empty = { version: 0, oldestProgram: 0, isEmpty: true };
const names = migrations.map(({ name }) => name);
const note = (db: Database, version: number, oldestProgram: number | null) =>
  db
    .insertInto('schema_migrations')
    .values({ version, name: 'planted', applied_at: 1, oldest_program: oldestProgram })
    .execute();

/** As `migrate` opens it: a step of somebody else is waited for, however long it takes. */
async function prepare(t: TestContext, kind: DatabaseKind) {
  const { address } = await kind.createEmpty(t);
  const isFile = !address.startsWith('postgres:');
  const options = { url: address, tls: false, most: 10, mostWaiting: 1000, isPatient: true } as const;
  return (): Database => {
    const db = isFile ? openDatabase(address) : openPostgres(options).db;
    t.after(() => db.destroy());
    return db;
  };
}

for (const kind of await startBothDatabases({ after })) {
  const { name } = kind;
  test(`${name}: of two that start at once on an empty database one sets it up, and nobody sees half of it`, async (t) => {
    const open = await prepare(t, kind);
    const [first, second, watching] = [open(), open(), open()] as const;
    const seen = new Set<number>();
    let done = false;
    const watch = async (): Promise<void> => {
      while (!done) seen.add((await schemaState(watching)).version);
    };
    const applying = Promise.all([migrate(first, 1, withoutAuditLog), migrate(second, 1, withoutAuditLog)]).finally(
      () => {
        done = true;
      },
    );
    await Promise.all([applying, watch()]);
    assert.deepEqual((await applying).flat().sort(), [...names].sort());
    assert.deepEqual(
      [...seen].filter((version) => version !== 0 && version !== programVersion),
      [],
    );
    assert.deepEqual(await migrate(first, 2, withoutAuditLog), []);
  });

  test(`${name}: of two that start at once on an older database each step is applied once`, async (t) => {
    const open = await prepare(t, kind);
    const [first, second] = [open(), open()] as const;
    await migrate(first, 1, { ...withoutAuditLog, through: 3 });
    const applied = await Promise.all([migrate(first, 1, withoutAuditLog), migrate(second, 1, withoutAuditLog)]);
    assert.deepEqual(applied.flat().sort(), names.slice(3).sort());
  });

  test(`${name}: a database says which programs work with it; one that says nothing, those that know its newest step`, async (t) => {
    const db = (await prepare(t, kind))();
    assert.deepEqual(await schemaState(db), empty);
    await sql`create table schema_migrations (version integer primary key, name text not null, applied_at bigint not null)`.execute(
      db,
    );
    assert.deepEqual(await schemaState(db), empty);
    await sql`insert into schema_migrations (version, name, applied_at) values (1, 'directory', 1)`.execute(db);
    await sql`create table something (id integer)`.execute(db);
    assert.deepEqual(await schemaState(db), { version: 1, oldestProgram: 1, isEmpty: false });
    // Its own tables are missing, which the step finds out after the ledger has its column.
    await assert.rejects(migrate(db, 2, withoutAuditLog));
    await note(db, 2, 1);
    assert.deepEqual(await schemaState(db), { version: 2, oldestProgram: 1, isEmpty: false });
    await note(db, 3, null);
    await note(db, 4, 2);
    assert.deepEqual(await schemaState(db), { version: 4, oldestProgram: 3, isEmpty: false });
  });
}

test('programs of the release before go on working after what was added since', () => {
  assert.equal(oldestProgramAfter(7), 7);
  assert.equal(oldestProgramAfter(5), 7);
  assert.equal(oldestProgramAfter(programVersion), 0);
});
