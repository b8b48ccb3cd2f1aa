// How fast a large directory moves to PostgreSQL, and how much memory that takes. From a data directory that is large already,
// which is given audit entries up to --audit-entries, to a server of its own that waits for the disk:
//   PORTICO_DATA_DIR=/tmp/large npm run -s portico -- generate --accounts 1000000
//   PORTICO_DATA_DIR=/tmp/large node_modules/.bin/node bench/move-to-postgresql.ts
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Client } from 'pg';
import { openHouse } from '../src/compose.ts';
import { readConfig } from '../src/config.ts';
import { transact } from '../src/db/database.ts';
import { withEndings } from '../test/support/endings.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { spawnPortico } from '../test/support/process.ts';

const { values } = parseArgs({ options: { 'audit-entries': { type: 'string', default: '100000' } } });
const dataDir = process.env.PORTICO_DATA_DIR;
if (dataDir === undefined) throw new Error('PORTICO_DATA_DIR says which directory to move');
const sampleEveryMs = 250;
const entriesPerTurn = 1_000;

async function addAuditEntries(wanted: number): Promise<void> {
  const house = await openHouse(readConfig({ PORTICO_DATA_DIR: dataDir, PORTICO_LOG_LEVEL: 'silent' }));
  const { database, core } = house;
  const newest = await core.audit.list({}, { limit: 1 });
  for (let count = newest.entries[0]?.id ?? 0; count < wanted; count += entriesPerTurn) {
    await transact(database, async (tx) => {
      for (let number = 1; number <= entriesPerTurn; number += 1) {
        const target = `account:${count + number}`;
        await core.audit.record(tx, {
          actor: 'cli',
          action: 'account.changed',
          target,
          details: { fields: ['brief'] },
        });
      }
    });
  }
  await house.close();
}

/** The most that the process ever had in memory, in MiB, as Linux keeps it; undefined once it has ended. */
function findPeak(pid: number | undefined): number | undefined {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}

/** The whole database, and the tables that take most. */
async function readSizes(database: string): Promise<string[][]> {
  const client = new Client({ connectionString: database });
  await client.connect();
  try {
    await client.query('analyze');
    const { rows } = await client.query<string[]>({
      rowMode: 'array',
      text: `select 'all', (pg_database_size(current_database()) / 1048576)::text, '-' union all
        (select relname, (pg_total_relation_size(oid) / 1048576)::text,
          round(pg_total_relation_size(oid) / greatest(reltuples, 1))::text
        from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples > 1000
        order by pg_total_relation_size(oid) desc)`,
    });
    return rows;
  } finally {
    await client.end();
  }
}

await addAuditEntries(Number(values['audit-entries']));
await withEndings(async (context) => {
  const postgres = await startPostgres(context, ['fsync=on']);
  const startedAt = performance.now();
  const target = await postgres.createDatabase();
  const child = spawnPortico(['move', '--to', target], { PORTICO_DATA_DIR: dataDir });
  let peak = 0;
  const sampler = setInterval(() => {
    peak = findPeak(child.pid) ?? peak;
  }, sampleEveryMs);
  child.stderr?.pipe(process.stderr);
  const [stdout] = await Promise.all([child.stdout?.toArray(), once(child, 'close')]);
  clearInterval(sampler);
  const seconds = (performance.now() - startedAt) / 1000;
  const lines = Buffer.concat(stdout ?? [])
    .toString('utf8')
    .split('\n');
  const rows = lines.slice(1).reduce((sum, line) => sum + Number(line.split(/\s+/)[1] ?? 0), 0);
  for (const line of lines.filter((each) => !/ 0 +0 /.test(each))) console.log(line);
  console.log(
    `exit status ${child.exitCode}: ${rows} rows in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows/s with everything, ${peak.toFixed(0)} MiB at most`,
  );
  for (const [table, mebibytes, bytesARow] of await readSizes(target)) {
    console.log(`${table}: ${mebibytes} MiB with its indexes, ${bytesARow} bytes a row`);
  }
});
