import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync, readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { dataPaths } from '../../src/config.ts';
import { openDatabase } from '../../src/db/database.ts';
import { migrateUnder } from '../support/database.ts';
import {
  changeSource,
  createDemoHouse,
  killMoveAt,
  type MovePoint,
  moveUntil,
  runMove,
} from '../support/moved-houses.ts';
import { query, startPostgres } from '../support/postgres.ts';
import { collect, runPortico, spawnPortico, temporaryDataDir } from '../support/process.ts';
import { describeSchema } from '../support/schema-description.ts';
import { openByAddress, templateRoot } from '../support/tested-database.ts';

const postgres = await startPostgres({ after });
const house = await createDemoHouse({ after });

function copyHouse(context: Parameters<typeof temporaryDataDir>[0]): string {
  const dataDir = temporaryDataDir(context);
  cpSync(house, dataDir, { recursive: true });
  return dataDir;
}

async function refusedServe(address: string): Promise<string> {
  const { status, said } = await runPortico(['serve'], {
    PORTICO_DATABASE_URL: address,
    PORTICO_DATA_DIR: house,
    PORTICO_PORT: '0',
    PORTICO_PANEL_PORT: '0',
  });
  assert.deepEqual([status, said.length], [1, 1], said.join('\n'));
  return said[0] as string;
}

async function schemaOf(address: string): Promise<string[]> {
  const db = openByAddress(address);
  try {
    return await describeSchema(db);
  } finally {
    await db.destroy();
  }
}

/** Ends a move that was broken off, and fails unless the target has all rows, in the schema of a fresh database. */
async function assertCompletes(address: string): Promise<void> {
  const { status, stdout, stderr } = await runMove(house, address);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /some of them by an earlier run/);
  assert.match(stdout, /^counters +12\d{3} +12\d{3} /m);
  const fresh = await postgres.createDatabase();
  const db = openByAddress(fresh);
  await migrateUnder(templateRoot, db);
  await db.destroy();
  const schema = await schemaOf(fresh);
  assert.ok(schema.length > 100);
  assert.deepEqual(await schemaOf(address), schema);
}

test('killed while it copies, between tables and in the middle of one, the same command goes on to a whole copy', async (t) => {
  const address = await postgres.createDatabase();
  const points: MovePoint[] = [
    { phase: 'copying', name: 'account_terms' },
    // Twice in the middle of its 12,000 rows.
    { phase: 'copying', name: 'counters', rows: 5_000 },
    { phase: 'copying', name: 'counters', rows: 10_000 },
    { phase: 'copying', name: 'webhook_subscriptions' },
  ];
  for (const point of points) await killMoveAt(t, house, address, point);
  assert.match(await refusedServe(address), /the move into postgres:\S+ is not complete: run .*move.* again/);
  await assertCompletes(address);
});

test('killed while it builds indexes or compares, the same command goes on to a whole copy', async (t) => {
  const address = await postgres.createDatabase();
  const points: MovePoint[] = [
    { phase: 'building', name: 'accounts_phone_key' },
    { phase: 'building', name: 'sessions_by_end' },
    { phase: 'verifying', name: 'settings' },
  ];
  for (const point of points) await killMoveAt(t, house, address, point);
  await assertCompletes(address);
});

test('stopped by a signal in the middle of a statement, it ends at once, says so, and goes on later', async (t) => {
  const address = await postgres.createDatabase();
  await killMoveAt(t, house, address, { phase: 'copying', name: 'api_keys' });
  const other = new pg.Client({ connectionString: address });
  await other.connect();
  t.after(() => other.end());
  await other.query('begin; lock table counters in access exclusive mode');
  const waiting = async (): Promise<number> =>
    (await other.query("select from pg_locks where not granted and relation = 'counters'::regclass")).rows.length;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    const child = spawnPortico(['move', '--to', address], { PORTICO_DATA_DIR: house });
    const output = collect(child);
    const ended = once(child, 'close');
    while ((await waiting()) === 0) await pause(20);
    child.kill(signal);
    assert.equal((await ended)[0], 1);
    assert.match(output.stderr, /stopped; run the same command again/);
    // PostgreSQL notices within seconds that nobody waits for its answer any more.
    while ((await waiting()) > 0) await pause(20);
  }
  await other.query('rollback');
  const { status, stderr } = await runMove(house, address);
  assert.equal(status, 0, stderr);
});

test('a second move into the same target waits for nobody and is refused', async (t) => {
  const address = await postgres.createDatabase();
  const child = moveUntil(t, house, address, { phase: 'copying', name: 'counters' }, 'SIGSTOP');
  const ended = once(child, 'close');
  await untilStopped(child.pid as number);
  const other = copyHouse(t);
  const { status, stderr } = await runMove(other, address);
  assert.equal(status, 1);
  assert.match(stderr, /another move is writing into/);
  child.kill('SIGCONT');
  assert.equal((await ended)[0], 0);
});

test('a connection that is lost, or a PostgreSQL that falls over, ends it with words, and it goes on afterwards', async (t) => {
  const address = await postgres.createDatabase();
  for (const [point, harm] of [
    [
      { phase: 'copying', name: 'counters', rows: 5_000 },
      () =>
        query(
          postgres.urlOf('postgres'),
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${new URL(address).pathname.slice(1)}'`,
        ),
    ],
    [
      { phase: 'building', name: 'jobs_due' },
      async () => {
        await postgres.stop('SIGQUIT');
        await postgres.start();
      },
    ],
  ] as const) {
    const child = moveUntil(t, house, address, point, 'SIGSTOP');
    const said = child.stderr?.toArray();
    const ended = once(child, 'close');
    await untilStopped(child.pid as number);
    await harm();
    child.kill('SIGCONT');
    assert.notEqual((await ended)[0], 0);
    assert.match(String(Buffer.concat((await said) ?? [])), /goes on where this ended/);
  }
  const { status, stderr } = await runMove(house, address);
  assert.equal(status, 0, stderr);
});

test('a source that changed since the move began is not mixed with what was copied', async (t) => {
  const dataDir = copyHouse(t);
  const address = await postgres.createDatabase();
  await killMoveAt(t, dataDir, address, { phase: 'copying', name: 'counters', rows: 5_000 });
  const firstCount = 'where rowid = (select rowid from counters order by hour_at, name, label limit 1)';
  for (const [change, undo] of [
    ["update accounts set brief = 'changed' where id = 1", 'update accounts set brief = null where id = 1'],
    ["insert into account_terms (term, account_id) values ('zzz', 1)", "delete from account_terms where term = 'zzz'"],
    [`update counters set value = value + 1 ${firstCount}`, `update counters set value = value - 1 ${firstCount}`],
  ] as const) {
    changeSource(dataDir, change);
    const { status, stderr } = await runMove(dataDir, address);
    assert.equal(status, 1);
    assert.match(stderr, /the table \w+ is not what it was when this move began.*begin anew/);
    changeSource(dataDir, undo);
  }
  // What was not copied yet may change: all of it is copied as it is now.
  changeSource(dataDir, "update faqs set title = 'changed meanwhile' where id = 1");
  const { status, stderr } = await runMove(dataDir, address);
  assert.equal(status, 0, stderr);
});

test('one wrong byte in the target is found, makes the exit status 1, and the target is served by nobody', async (t) => {
  const address = await postgres.createDatabase();
  await killMoveAt(t, house, address, { phase: 'verifying', name: 'account_terms' });
  for (const [harm, undo, expected] of [
    [
      "update faqs set title = title || ' ' where id = 1",
      'update faqs set title = left(title, -1) where id = 1',
      'faqs',
    ],
    ["update counters set value = value + 1 where ctid = '(0,1)'", undefined, 'counters'],
  ] as const) {
    await query(address, harm);
    const { status, stdout, stderr } = await runMove(house, address);
    assert.equal(status, 1);
    assert.match(stdout, new RegExp(`^${expected} .*DIFFERS$`, 'm'));
    assert.match(stderr, new RegExp(`the rows of ${expected} differ`));
    assert.match(await refusedServe(address), /is not what was moved into it/);
    if (undo) await query(address, undo);
  }
});

test('no number is given out twice, whatever was removed before the move', async (t) => {
  const dataDir = copyHouse(t);
  changeSource(dataDir, "update sqlite_sequence set seq = 4711 where name = 'faqs'; delete from faqs where id = 3");
  const address = await postgres.createDatabase();
  assert.equal((await runMove(dataDir, address)).status, 0);
  const db = openByAddress(address);
  t.after(() => db.destroy());
  const source = openDatabase(dataPaths(dataDir).database);
  t.after(() => source.destroy());
  assert.deepEqual(
    await db.selectFrom('accounts').selectAll().orderBy('id').execute(),
    await source.selectFrom('accounts').selectAll().orderBy('id').execute(),
  );
  const faq = { title: '', content: '', category: '', external_link: '', created_at: 1, updated_at: 1 };
  const { id } = await db.insertInto('faqs').values(faq).returning('id').executeTakeFirstOrThrow();
  assert.equal(id, 4712);
});

/** Linux tells of a stopped process by a `T`. */
async function untilStopped(pid: number): Promise<void> {
  while (!/\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) await pause(20);
}
