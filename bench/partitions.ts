// What partitioning by account id costs and saves a signed-in request, and what it costs where the account is not known:
// the reason why docs/scaling.md has tokens name it. On one PostgreSQL, with its own hash partitions.
//   node_modules/.bin/node bench/partitions.ts [partitions]
import { Client } from 'pg';
import { withEndings } from '../test/support/endings.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { percentile } from './probe.ts';

const partitions = Number(process.argv[2] ?? 64);
const accounts = 200_000;
const rounds = 5;
const asked = 2_000;

const columns = `id bigint, account_id bigint, contract text, created_at bigint, expires_at bigint, access_hash text,
  address text, user_agent text, last_seen_at bigint`;
const beats = 'session_id bigint, account_id bigint, first_at bigint, last_at bigint, beats bigint, address text';
const beat = (table: string, key: string) => `insert into ${table} values ($1, $2, 1, 2, 1, '203.0.113.1')
  on conflict (${key}) do update set last_at = ${table}.last_at + 1, beats = ${table}.beats + 1`;

interface Way {
  name: string;
  text: string;
  values(account: number): unknown[];
}

/** Session n is account n's. */
const ways: Way[] = [
  { name: 'session, one table', text: 'select * from flat_sessions where id = $1', values: (n) => [n] },
  {
    name: 'session, partitioned, account known',
    text: 'select * from sessions where id = $1 and account_id = $2',
    values: (n) => [n, n],
  },
  {
    name: 'session, partitioned, account not known',
    text: 'select * from sessions where id = $1',
    values: (n) => [n],
  },
  { name: 'heartbeat, one table', text: beat('flat_heartbeats', 'session_id'), values: (n) => [n, n] },
  { name: 'heartbeat, partitioned', text: beat('heartbeats', 'account_id, session_id'), values: (n) => [n, n] },
];

async function fill(client: Client): Promise<void> {
  await client.query(`create table flat_sessions (${columns}, primary key (id))`);
  await client.query(`create table sessions (${columns}, primary key (account_id, id)) partition by hash (account_id)`);
  await client.query(`create table flat_heartbeats (${beats}, primary key (session_id))`);
  await client.query(
    `create table heartbeats (${beats}, primary key (account_id, session_id)) partition by hash (account_id)`,
  );
  for (const table of ['sessions', 'heartbeats']) {
    for (let part = 0; part < partitions; part += 1) {
      await client.query(`create table ${table}_${part} partition of ${table}
        for values with (modulus ${partitions}, remainder ${part})`);
    }
  }
  await client.query('create index sessions_by_id on sessions (id)');
  const row = "n, n, 'mobile', 1, 2, md5(n::text), '203.0.113.1', 'an app of the field/1.0', 1";
  for (const table of ['flat_sessions', 'sessions']) {
    await client.query(`insert into ${table} select ${row} from generate_series(1, ${accounts}) n`);
  }
  await client.query('vacuum analyze');
}

/** Microseconds of each. */
async function ask(client: Client, { name, text, values }: Way): Promise<number[]> {
  const taken: number[] = [];
  for (let count = 0; count < asked; count += 1) {
    const account = 1 + Math.floor(Math.random() * accounts);
    const startedAt = performance.now();
    await client.query({ name, text, values: values(account) });
    taken.push((performance.now() - startedAt) * 1000);
  }
  return taken;
}

await withEndings(async (context) => {
  const postgres = await startPostgres(context);
  const client = new Client({ connectionString: await postgres.createDatabase() });
  await client.connect();
  context.after(() => client.end());
  await fill(client);
  const taken = new Map<string, number[]>(ways.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) taken.get(way.name)?.push(percentile(await ask(client, way), 0.5));
  }
  console.log(`${accounts} sessions, ${partitions} partitions; medians of ${rounds} rounds that took turns`);
  for (const [name, medians] of taken) console.log(`${name.padEnd(42)} ${percentile(medians, 0.5).toFixed(0)} µs`);
});
