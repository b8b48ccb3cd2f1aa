import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, type TestContext, test } from 'node:test';
import { dataPaths } from '../src/config.ts';
import { backUp, type Place, publish, restore, runAt, sqlitePlace, temporaryFolder } from './support/backup.ts';
import { assertStillLivedIn, liveIn } from './support/lived-in.ts';
import { startPortico, type TestPortico } from './support/portico.ts';
import { startPostgres } from './support/postgres.ts';
import { openByAddress } from './support/tested-database.ts';

const postgres = await startPostgres({ after });

async function postgresPlace(dataDir: string): Promise<Place> {
  const address = await postgres.createDatabase();
  return { dataDir, environment: { PORTICO_DATA_DIR: dataDir, PORTICO_DATABASE_URL: address } };
}

/** Every row of every table, by table; but for the entry of the audit log that tells of a restore. */
async function readRows({ dataDir, environment }: Place): Promise<Map<string, string[]>> {
  const db = openByAddress(environment.PORTICO_DATABASE_URL ?? dataPaths(dataDir).database);
  try {
    const contents = new Map<string, string[]>();
    for (const { name } of await db.introspection.getTables()) {
      if (['schema_migrations', 'audit_head'].includes(name)) continue;
      const rows = (await db
        .selectFrom(name as 'settings')
        .selectAll()
        .execute()) as Array<Record<string, unknown>>;
      const added = (row: Record<string, unknown>) => name === 'audit_log' && row.action === 'backup.restored';
      const texts = rows.filter((row) => !added(row)).map((row) => JSON.stringify(Object.entries(row).sort()));
      contents.set(name, texts.sort());
    }
    return contents;
  } finally {
    await db.destroy();
  }
}

function assertSameRows(actual: Map<string, string[]>, expected: Map<string, string[]>): void {
  assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
  for (const [name, rows] of expected) assert.deepEqual(actual.get(name), rows, name);
}

/** Whoever had signed in where the backup was made still is. */
async function assertGoesOn(t: TestContext, place: Place, held: Awaited<ReturnType<typeof liveIn>>, now: number) {
  for (const words of [
    ['database', 'verify', '--deep'],
    ['audit', 'verify'],
  ]) {
    const verified = await runAt(place, words);
    assert.equal(verified.status, 0, `${verified.stdout}${verified.stderr}`);
  }
  const server: TestPortico = await startPortico(t, place.environment);
  server.clock.set(now);
  await assertStillLivedIn(server, held);
  const download = await fetch(`${server.url}/dist/program-77.0.0.zip`);
  assert.equal(download.status, 200);
  await server.portico.close();
}

test('a backup of PostgreSQL is restored into SQLite, and one of SQLite into PostgreSQL: every row is there, and who was signed in still is', async (t) => {
  const folder = temporaryFolder(t);
  const first = await postgresPlace(join(folder, 'first'));
  assert.equal((await runAt(first, ['demo-data'])).status, 0);
  const house = await startPortico(t, first.environment);
  const held = await liveIn(house);
  await publish(house.portico.house, '77.0.0');
  const now = house.clock.now();
  await house.portico.close();

  const there = join(folder, 'there.backup');
  assert.equal((await backUp(first, there)).status, 0);
  const second = sqlitePlace(join(folder, 'second'));
  const put = await restore(second, there);
  assert.equal(put.status, 0, put.stderr);
  const rows = await readRows(first);
  const filled = [...rows.values()].filter(({ length }) => length > 0).length;
  assert.ok(filled > (rows.size * 2) / 3, `${filled} of ${rows.size} tables have rows`);
  assertSameRows(await readRows(second), rows);

  const back = join(folder, 'back.backup');
  assert.equal((await backUp(second, back)).status, 0);
  await assertGoesOn(t, second, held, now);

  const third = await postgresPlace(join(folder, 'third'));
  const putBack = await restore(third, back);
  assert.equal(putBack.status, 0, putBack.stderr);
  assertSameRows(await readRows(third), rows);
  await assertGoesOn(t, third, held, now);
});
