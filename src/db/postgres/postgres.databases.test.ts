import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client } from 'pg';
import { pingInTime, startPostgres } from '../../../test/support/postgres.ts';
import { until } from '../../../test/support/until.ts';
import { asDomainError, mayHaveBeenKept } from '../../core/errors.ts';
import { type Database, type Db, inTurn, type Tx, takeTurn, transact } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';
import { openPostgres } from './open-postgres.ts';

const postgres = await startPostgres({ after });

/** `isPatient: false`: where the time-outs are what it is about, which a busy machine would reach elsewhere. */
async function open(context: TestContext, { most = 10, mostWaiting = 1000, isPatient = true } = {}) {
  const url = await postgres.createDatabase();
  const opened = openPostgres({ url, tls: false, most, mostWaiting, isPatient });
  context.after(() => opened.db.destroy());
  await migrate(opened.db, 1, withoutAuditLog);
  return { ...opened, url };
}

const put = (db: Db, name: string, value = ''): Promise<unknown> =>
  db.insertInto('settings').values({ name, value }).execute();
const names = async (db: Database): Promise<string[]> =>
  (await db.selectFrom('settings').select('name').orderBy('name').execute()).map(({ name }) => name);
const unavailable = (error: unknown): true => {
  assert.equal(asDomainError(error).code, 'database.unavailable', String(error));
  return true;
};

const ending =
  'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()';

/** Ends every session of a database but the asking one, as an operator or a crash does. */
async function endSessions(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(ending);
  await client.end();
}

/** The same before this process could hear of any of them. */
function endSessionsUnheard(url: string): void {
  const script = `import pg from 'pg';
    const [url, ending] = process.argv.slice(1);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(ending);
    await client.end();`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script, url, ending], { stdio: 'inherit' });
}

test('PostgreSQL: numbers, sums and counts are numbers', async (t) => {
  const { db } = await open(t);
  await put(db, 'a', '9007199254740991');
  const { rows } = await sql<object>`select cast(value as bigint) as big, count(*) as n, sum(cast(value as bigint)) as s
    from settings group by value`.execute(db);
  assert.deepEqual(rows, [{ big: 9007199254740991, n: 1, s: 9007199254740991 }]);
});

test('PostgreSQL: texts are sorted and bounded byte by byte, as in SQLite', async (t) => {
  const { db } = await open(t);
  const texts = ['Z', 'a', 'B', 'ä', '张', '😀', '', '~', 'A b', 'A-b', 'a_b'];
  for (const text of texts) await put(db, text);
  const sorted = [...texts].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  assert.deepEqual(await names(db), sorted);
});

test('PostgreSQL: a statement with values is prepared once on each connection, by a name that every node has for it', async (t) => {
  const { db } = await open(t, { most: 2 });
  await put(db, 'a');
  const prepared = await db.transaction().execute(async (tx) => {
    for (let n = 0; n < 5; n += 1)
      await tx.selectFrom('settings').select('value').where('name', '=', `n${n}`).execute();
    const { rows } = await sql<{ name: string; n: number }>`select name, generic_plans + custom_plans as n
      from pg_prepared_statements where statement like '%"value" from "settings"%'`.execute(tx);
    return rows;
  });
  assert.deepEqual(
    prepared.map(({ n }) => n),
    [5],
  );
  assert.match(prepared[0]?.name ?? '', /^[\w-]{32}$/);
});

test('PostgreSQL: no more callers wait than may, and those beyond are told at once', async (t) => {
  const { db, pools, url } = await open(t, { most: 2, mostWaiting: 3 });
  const stranger = new Client({ connectionString: url });
  await stranger.connect();
  await stranger.query('begin');
  await stranger.query('lock table settings');
  const held = Array.from({ length: 5 }, () => names(db));
  await until(() => pools()[0]?.[1].waiting === 3);
  assert.deepEqual(pools(), [['primary', { most: 2, open: 2, idle: 0, waiting: 3 }]]);
  await assert.rejects(names(db), (error: Error) => unavailable(error) && /3 callers wait/.test(error.message));
  await stranger.end();
  assert.deepEqual(await Promise.all(held), Array(5).fill([]));
  assert.deepEqual(await names(db), []);
});

test('PostgreSQL: a read on a connection that was lost while nobody used it is asked again; nobody notices', async (t) => {
  const { db, url } = await open(t);
  await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.05)`.execute(db)));
  await endSessions(url);
  assert.deepEqual(await Promise.all(Array.from({ length: 20 }, () => names(db))), Array(20).fill([]));
  await endSessions(url);
  await transact(db, (tx) => tx.insertInto('settings').values({ name: 'a', value: '' }).execute());
  assert.deepEqual(await names(db), ['a']);
});

test('PostgreSQL: where every connection was lost at once, and none is known to be, a transaction begins all the same', async (t) => {
  const { db, url } = await open(t);
  await Promise.all(Array.from({ length: 10 }, () => sql`select pg_sleep(0.05)`.execute(db)));
  endSessionsUnheard(url);
  await transact(db, (tx) => tx.insertInto('settings').values({ name: 'a', value: '' }).execute());
  assert.deepEqual(await names(db), ['a']);
});

test('PostgreSQL: a transaction whose connection is lost is undone and told, and not a statement of it is done elsewhere', async (t) => {
  const { db, url } = await open(t);
  const lost = transact(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'before', value: '' }).execute();
    await endSessions(url);
    await tx
      .insertInto('settings')
      .values({ name: 'swallowed', value: '' })
      .execute()
      .catch(() => undefined);
    await tx.insertInto('settings').values({ name: 'after', value: '' }).execute();
  });
  await assert.rejects(lost, (error) => unavailable(error) && !mayHaveBeenKept(error));
  assert.deepEqual(await names(db), []);
});

test('PostgreSQL: a transaction in which a failure was swallowed is not taken for kept', async (t) => {
  const { db } = await open(t);
  const swallowed = transact(db, async (tx) => {
    await tx.insertInto('settings').values({ name: 'a', value: '' }).execute();
    await sql`select 1 / 0`.execute(tx).catch(() => undefined);
  });
  await assert.rejects(swallowed, /had failed before its commit/);
  assert.deepEqual(await names(db), []);
});

test('PostgreSQL: who lost a race for a value, or a deadlock, does it all anew and meets what the winner left', async (t) => {
  const { db } = await open(t);
  const putFirst = (n: number): Promise<string> =>
    transact(db, async (tx) => {
      const held = await tx.selectFrom('settings').select('value').where('name', '=', 'one').executeTakeFirst();
      if (held) return held.value;
      await tx
        .insertInto('settings')
        .values({ name: 'one', value: String(n) })
        .execute();
      return String(n);
    });
  const outcomes = await Promise.all(Array.from({ length: 20 }, (_, n) => putFirst(n)));
  assert.equal(new Set(outcomes).size, 1, 'all were told of the one that was kept');

  for (const name of ['x', 'y']) await put(db, name, '0');
  const addInOrder = (order: string[]): Promise<void> =>
    transact(db, async (tx) => {
      for (const name of order) {
        await sql`update settings set value = cast(cast(value as integer) + 1 as text) where name = ${name}`.execute(
          tx,
        );
        await delay(20);
      }
    });
  await Promise.all([addInOrder(['x', 'y']), addInOrder(['y', 'x'])]);
  const values = await db.selectFrom('settings').select('value').where('name', 'in', ['x', 'y']).execute();
  assert.deepEqual(values, [{ value: '2' }, { value: '2' }]);
});

test('PostgreSQL: turns of one name come one after another, also where nobody has begun a transaction', async (t) => {
  const { db } = await open(t);
  await put(db, 'n', '0');
  const add = (at: Parameters<Parameters<typeof inTurn>[2]>[0]): Promise<void> =>
    at
      .selectFrom('settings')
      .select('value')
      .where('name', '=', 'n')
      .executeTakeFirstOrThrow()
      .then(({ value }) => sql`update settings set value = ${String(Number(value) + 1)} where name = 'n'`.execute(at))
      .then(() => undefined);
  const alone = Array.from({ length: 20 }, () => inTurn(db, 'count', add));
  const within = Array.from({ length: 20 }, () =>
    transact(db, async (tx) => {
      await takeTurn(tx, 'count');
      await add(tx);
    }),
  );
  await Promise.all([...alone, ...within]);
  assert.equal((await db.selectFrom('settings').select('value').executeTakeFirst())?.value, '40');
});

test('PostgreSQL: who waits too long for a row is told that the database is busy, and the connection serves on', async (t) => {
  const { db, url } = await open(t, { most: 2, isPatient: false });
  await put(db, 'a');
  const stranger = new Client({ connectionString: url });
  await stranger.connect();
  await stranger.query('begin');
  await stranger.query('update settings set value = $1', ['theirs']);
  await assert.rejects(db.updateTable('settings').set({ value: 'ours' }).execute(), unavailable);
  await stranger.query('rollback');
  await stranger.end();
  await db.updateTable('settings').set({ value: 'ours' }).execute();
});

const ownPid = async (db: Db): Promise<number> =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid ?? 0;

test('PostgreSQL: a statement that takes too long is broken off and told as unavailable, and its connection serves on', async (t) => {
  const { db } = await open(t, { most: 1, isPatient: false });
  const pid = await ownPid(db);
  const { rows } = await sql<{ statement_timeout: string }>`show statement_timeout`.execute(db);
  assert.deepEqual(rows, [{ statement_timeout: '10s' }]);
  // So that it does so long before this side gives up on its answer.
  await sql`set statement_timeout = '1s'`.execute(db);
  await assert.rejects(sql`select pg_sleep(60)`.execute(db), (error: Error) => {
    assert.equal((error.cause as { code?: string }).code, '57014', 'PostgreSQL itself broke it off');
    return unavailable(error);
  });
  assert.deepEqual([await ownPid(db), await names(db)], [pid, []]);
});

test('PostgreSQL: a transaction that waits too long for something else loses its connection, is undone and told, and the pool serves on', async (t) => {
  const { db, url } = await open(t, { most: 2, isPatient: false });
  const stranger = new Client({ connectionString: url });
  await stranger.connect();
  const isThere = async (pid: number): Promise<boolean> =>
    (await stranger.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount === 1;
  /** Writes, waits until nobody serves it any more, and goes on with that. */
  const outlast = (name: string, goOn: (tx: Tx) => Promise<unknown>): Promise<void> =>
    transact(db, async (tx) => {
      await put(tx, name);
      const pid = await ownPid(tx);
      assert.ok(await isThere(pid));
      await until(async () => !(await isThere(pid)));
      await goOn(tx);
    });
  const outcomes = await Promise.allSettled([
    outlast('asks again', (tx) => put(tx, 'afterwards')),
    outlast('only commits', async () => {}),
  ]);
  await stranger.end();
  for (const outcome of outcomes) {
    assert.equal(outcome.status, 'rejected');
    unavailable(outcome.reason);
  }
  assert.deepEqual(await Promise.all([names(db), names(db)]), [[], []]);
});

test('PostgreSQL: after a crash and a restart what was kept is there, and the same pool serves on', async (t) => {
  const own = await startPostgres(t);
  const { db } = openPostgres({ url: own.urlOf('postgres'), tls: false, most: 4, mostWaiting: 100 });
  t.after(() => db.destroy());
  await migrate(db, 1, withoutAuditLog);
  const kept: string[] = [];
  let stopped = false;
  const writing = Array.from({ length: 4 }, async (_, writer) => {
    for (let n = 0; !stopped; n += 1) {
      const name = `${writer}-${n}`;
      try {
        await put(db, name);
        kept.push(name);
      } catch (error) {
        unavailable(error);
        await delay(20);
      }
    }
  });
  const keepMore = async (): Promise<void> => {
    const before = kept.length;
    await until(() => kept.length > before + 20);
    assert.ok(kept.length > before + 20, `${kept.length - before} were kept`);
  };
  for (let crash = 0; crash < 3; crash += 1) {
    await keepMore();
    await own.stop('SIGQUIT');
    await own.start();
  }
  await keepMore();
  stopped = true;
  await Promise.all(writing);
  const found = new Set(await names(db));
  assert.deepEqual(
    kept.filter((name) => !found.has(name)),
    [],
  );
});

test('PostgreSQL: a table that gets another column under prepared statements costs nobody a failure', async (t) => {
  const { db, url } = await open(t, { most: 4 });
  const other = openPostgres({ url, tls: false, most: 1, mostWaiting: 10 });
  t.after(() => other.db.destroy());
  const work = {
    read: (n: number) => db.selectFrom('settings').selectAll().where('name', '=', `n${n}`).execute(),
    write: (n: number) =>
      db
        .insertInto('settings')
        .values({ name: `w${n}`, value: '' })
        .returningAll()
        .execute(),
    transact: (n: number) =>
      transact(db, async (tx) => {
        await tx
          .insertInto('settings')
          .values({ name: `t${n}`, value: '' })
          .execute();
        return tx.selectFrom('settings').selectAll().where('name', '=', `t${n}`).execute();
      }),
  };
  const round = (from: number) =>
    Promise.all(
      Array.from({ length: 24 }, (_, n) => from + n).flatMap((n) => [work.read(n), work.write(n), work.transact(n)]),
    );
  await round(0);
  for (const column of ['one', 'two']) {
    await sql`alter table settings add column ${sql.ref(column)} text`.execute(other.db);
    await round(column === 'one' ? 100 : 200);
  }
  assert.equal((await names(db)).length, 3 * 48);
});

test('PostgreSQL: a single statement that is in a deadlock with a migration is asked again; nobody notices', async (t) => {
  const { db, url } = await open(t, { most: 1 });
  const [migration, stranger] = [new Client({ connectionString: url }), new Client({ connectionString: url })];
  await Promise.all([migration.connect(), stranger.connect()]);
  // So that it is the other side that finds the deadlock, and is undone for it.
  await migration.query("set deadlock_timeout = '60s'");
  await migration.query('begin');
  await migration.query('alter table accounts add column planted text');
  await stranger.query('begin');
  await stranger.query('lock table settings');
  // It waits in the middle, and asks for the last table when the migration waits for the first one: who waits looks for a
  // deadlock once, a second after it began to wait, and finds none that comes later.
  const reading = db
    .selectFrom('sessions')
    .innerJoin('settings', (join) => join.onTrue())
    .innerJoin('accounts', 'accounts.id', 'sessions.account_id')
    .select('sessions.id')
    .execute();
  const waits = async (table: string): Promise<boolean> =>
    (await stranger.query(`select 1 from pg_locks where not granted and relation = '${table}'::regclass`)).rowCount ===
    1;
  await until(() => waits('settings'));
  const altering = migration.query('alter table sessions add column planted text');
  await until(() => waits('sessions'));
  await stranger.query('rollback');
  await altering;
  await migration.query('commit');
  await Promise.all([migration.end(), stranger.end()]);
  assert.deepEqual(await reading, []);
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ deadlocks: number }>`select deadlocks from pg_stat_database
    where datname = current_database()`.execute(db);
  assert.deepEqual(rows, [{ deadlocks: 1 }]);
});

test('PostgreSQL: it is there, though this process stood still for longer than its answer is waited for', async (t) => {
  const { db, ping } = openPostgres({ url: await postgres.createDatabase(), tls: false, most: 1, mostWaiting: 1 });
  t.after(() => db.destroy());
  await ping();
  const asked = ping();
  for (const since = performance.now(); performance.now() - since < 1_200; );
  await asked;
});

test('PostgreSQL: whether it is there is told however busy the pool is, within 2 s when it hangs, and rightly after a restart', async (t) => {
  const own = await startPostgres(t);
  const { db, ping } = openPostgres({ url: await own.createDatabase(), tls: false, most: 1, mostWaiting: 1 });
  t.after(() => db.destroy());
  const answers = () => pingInTime(ping);
  await answers();
  await db.transaction().execute(answers);
  await own.stop('SIGQUIT');
  await assert.rejects(ping());
  await own.start();
  await answers();
  await own.stop('SIGINT');
  await own.start();
  await answers();

  own.hang();
  await assert.rejects(ping());
  own.resume();
  await answers();
});
