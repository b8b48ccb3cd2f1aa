// What one request of each kind costs each part, in processor time, transactions and journal: the inputs of docs/scaling.md.
//   node_modules/.bin/node bench/capacity.ts [--accounts 100000] [--redis]
// One node and one PostgreSQL that waits for the disk, with so many generated accounts beside those that ask. Linux.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { withEndings } from '../test/support/endings.ts';
import { createNodeFamily } from '../test/support/nodes.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { runPortico } from '../test/support/process.ts';
import { startRedis, type TestRedis } from '../test/support/redis.ts';
import { createOwnRequests, createSharedRequests, type DoorRequest, findFailure } from './door-requests.ts';

const { values } = parseArgs({
  options: { accounts: { type: 'string', default: '100000' }, redis: { type: 'boolean', default: false } },
});
const people = 8;
const requestsOfAKind = 6_000;
/** For what is slow on purpose, or large. */
const fewOfAKind = 160;
/** Longer than PostgreSQL takes to tell its counters. */
const countersMs = 1_500;
const ticksPerMs = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })) / 1000;

/** Milliseconds of processor time of a process, of those that it started, and of those of them that have ended. */
function processorTime(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const own = fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerMs;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + processorTime(Number(child)), own);
}

async function redisTime(redis: TestRedis): Promise<number> {
  const said = String(await redis.command('INFO', 'cpu'));
  return (
    [...said.matchAll(/used_cpu_(?:user|sys):([\d.]+)/g)].reduce((sum, [, seconds]) => sum + Number(seconds), 0) * 1000
  );
}

interface Spent {
  node: number;
  postgres: number;
  redis: number;
  transactions: number;
  journal: number;
}

await withEndings(async (context) => {
  const postgres = await startPostgres(context, ['fsync=on']);
  const database = await postgres.createDatabase();
  const redis = values.redis ? await startRedis(context) : undefined;
  const family = createNodeFamily(context, database, {
    PORTICO_TRUSTED_PROXIES: '',
    PORTICO_CAPTCHAS_PER_ADDRESS_MINUTE: '1000000',
    ...(redis && { PORTICO_REDIS_URL: redis.url }),
  });
  const node = await family.start();
  if (Number(values.accounts) > 0) {
    const generated = await runPortico(['generate', '--accounts', values.accounts], {
      ...family.environment,
      PORTICO_DATA_DIR: family.createDataDir(),
    });
    if (generated.status !== 0) throw new Error(generated.stderr);
  }
  const statistics = new Client({ connectionString: database });
  await statistics.connect();
  context.after(() => statistics.end());
  await statistics.query('vacuum analyze');

  async function readSpent(): Promise<Spent> {
    await delay(countersMs);
    const { rows } = await statistics.query(`select xact_commit::float as transactions,
      pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float as journal
      from pg_stat_database where datname = current_database()`);
    return {
      node: processorTime(node.child.pid as number),
      postgres: processorTime(postgres.process.pid as number),
      redis: redis ? await redisTime(redis) : 0,
      ...rows[0],
    };
  }

  async function sendMany(senders: readonly DoorRequest[], count: number): Promise<void> {
    let left = count;
    await Promise.all(
      senders.map(async (request) => {
        while (left-- > 0) {
          const failure = await findFailure(request);
          if (failure !== undefined) throw new Error(`${request.name}: ${failure}`);
        }
      }),
    );
  }

  const entrance = family.at(node);
  const clients: DoorRequest[][] = [];
  const shared = await createSharedRequests(entrance, entrance);
  for (let index = 0; index < people; index += 1) {
    clients.push([...(await createOwnRequests(entrance, entrance, index)), ...shared]);
  }
  console.log(`${values.accounts} accounts${redis ? ', with Redis' : ''}; of one request, in ms of processor time:`);
  console.log(`${''.padEnd(22)}    node  postgres  redis  transactions  journal, bytes`);
  for (const { name, weight } of clients[0] ?? []) {
    const senders = clients.map((requests) => requests.find((each) => each.name === name) as DoorRequest);
    const count = weight <= 2 ? fewOfAKind : requestsOfAKind;
    await sendMany(senders, count / 2);
    const before = await readSpent();
    await sendMany(senders, count);
    const after = await readSpent();
    const each = (part: keyof Spent, digits: number) => ((after[part] - before[part]) / count).toFixed(digits);
    console.log(
      [
        name.padEnd(22),
        each('node', 3).padStart(7),
        each('postgres', 3).padStart(9),
        each('redis', 3).padStart(6),
        each('transactions', 1).padStart(13),
        each('journal', 0).padStart(15),
      ].join(' '),
    );
  }
  const { rows } = await statistics.query(`select relname as name, pg_total_relation_size(oid)::float as bytes,
    greatest(reltuples, 1)::float as rows from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 1000
    order by bytes desc limit 8`);
  for (const { name, bytes, rows: count } of rows) {
    console.log(
      `${name}: ${count} rows, ${(bytes / 2 ** 20).toFixed(1)} MiB, ${Math.round(bytes / count)} bytes a row`,
    );
  }
});
