import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { signInAtConsole } from '../../../test/support/management.ts';
import { createNodeFamily } from '../../../test/support/nodes.ts';
import { query, startPostgres, startReplica } from '../../../test/support/postgres.ts';
import { scrape } from '../../../test/support/scrape.ts';
import { until } from '../../../test/support/until.ts';
import type { Database } from '../database.ts';
import { migrate, withoutAuditLog } from '../migrate.ts';
import { openPostgres } from './open-postgres.ts';

const primary = await startPostgres({ after });
const replica = await startReplica({ after }, primary);
const portOf = (url: string): number => Number(new URL(url).port);
const [primaryPort, replicaPort] = [primary, replica].map((each) => portOf(each.urlOf('postgres')));

async function open(context: TestContext) {
  const url = await primary.createDatabase();
  const sizes = { tls: false, most: 4, mostWaiting: 100 } as const;
  const opened = openPostgres({ url, ...sizes }, { url: replica.urlOf(new URL(url).pathname.slice(1)), ...sizes });
  context.after(() => opened.close());
  await migrate(opened.db, 1, withoutAuditLog);
  return opened;
}

/** The port of whoever answers, and how many settings it sees. */
async function ask(lists: Database): Promise<{ port: number; settings: number }> {
  return lists
    .selectFrom('settings')
    .select((eb) => [sql<number>`inet_server_port()`.as('port'), eb.fn.countAll<number>().as('settings')])
    .executeTakeFirstOrThrow();
}

const put = (db: Database, name: string): Promise<unknown> =>
  db.insertInto('settings').values({ name, value: '' }).execute();

async function untilAskedAgain(lists: Database): Promise<void> {
  let port: number | undefined;
  await until(async () => {
    ({ port } = await ask(lists));
    return port === replicaPort;
  });
  assert.equal(port, replicaPort);
}

test('read replica: answers lists, and never without what was kept before the question', async (t) => {
  const { db, lists } = await open(t);
  await untilAskedAgain(lists);
  let byReplica = 0;
  for (let n = 1; n <= 200; n += 1) {
    await put(db, String(n));
    const { port, settings } = await ask(lists);
    assert.equal(settings, n);
    if (port === replicaPort) byReplica += 1;
  }
  assert.ok(byReplica > 0, `${byReplica} of 200 by the replica`);
});

test('read replica: metrics tell of its pool beside the primary’s', async (t) => {
  const url = await primary.createDatabase();
  const family = createNodeFamily(t, url, {
    PORTICO_DATABASE_REPLICA_URL: replica.urlOf(new URL(url).pathname.slice(1)),
    PORTICO_DATABASE_CONNECTIONS: '3',
  });
  const server = family.at(await family.start());
  const owner = await signInAtConsole(server);
  const openTo = async (pool: string) => (await scrape(server)).value('portico_database_pool_connections', { pool });
  assert.equal(await openTo('replica'), 0);
  await until(async () => {
    await owner.call('GET', '/accounts');
    return (await openTo('replica')) > 0;
  });
  const seen = await scrape(server);
  for (const pool of ['primary', 'replica']) {
    assert.ok(seen.value('portico_database_pool_connections', { pool }) > 0, pool);
    assert.equal(seen.value('portico_database_pool_max_connections', { pool }), 3, pool);
    for (const part of ['idle_connections', 'waiting_requests']) {
      assert.match(seen.text, new RegExp(`^portico_database_pool_${part}\\{pool="${pool}"\\} \\d`, 'm'));
    }
  }
});

test('read replica: while it does not keep up, the primary answers', async (t) => {
  const { db, lists } = await open(t);
  await untilAskedAgain(lists);
  await query(replica.urlOf('postgres'), 'select pg_wal_replay_pause()');
  await put(db, 'a');
  assert.deepEqual(await ask(lists), { port: primaryPort, settings: 1 });
  await query(replica.urlOf('postgres'), 'select pg_wal_replay_resume()');
  await untilAskedAgain(lists);
});

test('read replica: while it is gone, the primary answers, and it is asked again when it is back', async (t) => {
  const { db, lists } = await open(t);
  await untilAskedAgain(lists);
  await replica.stop('SIGQUIT');
  await put(db, 'a');
  assert.deepEqual(await ask(lists), { port: primaryPort, settings: 1 });
  await replica.start();
  await untilAskedAgain(lists);
  assert.equal((await ask(lists)).settings, 1);
});

test('read replica: nothing is written through it', async (t) => {
  const { lists } = await open(t);
  await assert.rejects(
    lists.transaction().execute(async () => undefined),
    /read, not written/,
  );
  await put(lists, 'goes to the primary');
  assert.equal((await ask(lists)).settings, 1);
});

test('read replica: a server that is no copy is never asked', async (t) => {
  const url = await primary.createDatabase();
  const options = { url, tls: false, most: 4, mostWaiting: 100 } as const;
  const own = await startPostgres(t);
  const stranger = openPostgres(options, { ...options, url: own.urlOf('postgres') });
  t.after(() => stranger.close());
  await migrate(stranger.db, 1, withoutAuditLog);
  assert.deepEqual(await ask(stranger.lists), { port: primaryPort, settings: 0 });
});
