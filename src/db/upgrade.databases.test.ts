import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { type EmptyDatabase, startBothDatabases } from '../../test/support/both-databases.ts';
import { migrateUnder } from '../../test/support/database.ts';
import { query } from '../../test/support/postgres.ts';
import { templateRoot } from '../../test/support/tested-database.ts';
import { programVersion, schemaState } from './migrate.ts';
import { describeSchema } from './schema-description.ts';

/** What the first set of migrations made, with rows in every table, as it was dumped then: never made anew. */
const dumps = { SQLite: 'first-schema.sqlite.sql', PostgreSQL: 'first-schema.postgres.sql' } as const;

async function load(empty: EmptyDatabase, kind: keyof typeof dumps): Promise<unknown> {
  const dump = readFileSync(new URL(`../../test/fixtures/${dumps[kind]}`, import.meta.url), 'utf8');
  if (kind === 'PostgreSQL') return query(empty.address, dump);
  const database = new BetterSqlite3(empty.address);
  database.exec(dump);
  return database.close();
}

for (const kind of await startBothDatabases({ after })) {
  test(`${kind.name}: a dump of the first schema is carried to the newest, which equals a fresh one, and keeps every row`, async (t) => {
    const empty = await kind.createEmpty(t);
    await load(empty, kind.name);
    const [upgraded, fresh] = [empty.open(), (await kind.createEmpty(t)).open()];
    assert.equal((await schemaState(upgraded)).version, 1);
    await migrateUnder(templateRoot, upgraded);
    await migrateUnder(templateRoot, fresh);
    assert.equal((await schemaState(upgraded)).version, programVersion);
    const schema = await describeSchema(fresh);
    assert.ok(schema.length > 100, `${schema.length} parts`);
    assert.deepEqual(await describeSchema(upgraded), schema);

    const names = ['accounts', 'sessions', 'refresh_tokens', 'licences', 'pushes', 'feedback', 'jobs'] as const;
    for (const table of names) {
      assert.equal((await upgraded.selectFrom(table).selectAll().execute()).length, 3, table);
    }
    const account = await upgraded.selectFrom('accounts').selectAll().where('id', '=', 14).executeTakeFirstOrThrow();
    assert.deepEqual([account.created_at, account.display_name], [1767323045002, 'display_name 第2 "quoted\' \\ 😀']);
    const ended = await upgraded.selectFrom('sessions').select('end_reason').where('id', '=', 7).executeTakeFirst();
    assert.equal(ended?.end_reason, 'sign-out');
    const { id } = await upgraded
      .insertInto('accounts')
      .values({ ...account, id: undefined, openid: 'new', handle_key: null, phone: null, email: null } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    assert.ok(id > 21, 'no id is given out twice');
  });
}
