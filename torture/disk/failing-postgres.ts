import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { failCalls } from '../../test/support/failing-calls.ts';
import { type LoadedNode, startLoadedNode } from '../../test/support/loaded-node.ts';
import type { Findings, PartContext } from '../part.ts';
import { syncs } from './failing-database.ts';

/** Whose fsync fails, as PostgreSQL names its processes. */
type Backend = 'checkpointer' | 'client backend';

const crashLimitMs = 60_000;

/** PostgreSQL panics where an fsync fails, and starts anew from its log by itself: the node serves on, and loses nothing. */
export async function failPostgres(context: PartContext, rounds: number): Promise<Findings> {
  const node = await startLoadedNode(context, { settings: ['fsync=on'] });
  const faults: string[] = [];
  let panics = 0;
  for (let round = 1; round <= rounds; round += 1) {
    for (const backend of ['checkpointer', 'client backend'] as const) {
      await failOnce(node, backend).then(
        () => {
          panics += 1;
        },
        (error: Error) => faults.push(`${backend}: ${error.stack}`),
      );
    }
    context.say(`PostgreSQL panicked ${panics} times`);
  }
  return { figures: { 'PostgreSQL: panics by fsync': panics }, faults: faults.map((what) => `PostgreSQL: ${what}`) };
}

async function failOnce({ postgres, underLoad }: LoadedNode, backend: Backend): Promise<void> {
  await underLoad(async (load, health) => {
    const address = postgres.urlOf('postgres');
    const before = await startedAt(address);
    const failing = await failCalls(await findProcesses(address, backend), { calls: syncs, error: 'EIO' });
    try {
      // What is to be synced is there: clients write. The answer is lost with its connection.
      if (backend === 'checkpointer') await ask(address, 'checkpoint').catch(() => []);
      await waitForCrash(address, before);
    } finally {
      await failing.mend();
    }
    await health.turns(200);
    await load.passes(5);
  });
}

/** When the checkpointer began: it ends with all others in a crash, and the postmaster does not. */
async function startedAt(address: string): Promise<string> {
  const [row] = await ask(
    address,
    "select backend_start::text as at from pg_stat_activity where backend_type = 'checkpointer'",
  );
  return String(row?.at);
}

async function findProcesses(address: string, backend: Backend): Promise<number[]> {
  const own = backend === 'client backend' ? " and application_name like 'portico%'" : '';
  const rows = await ask(address, `select pid from pg_stat_activity where backend_type = '${backend}'${own}`);
  return rows.map(({ pid }) => Number(pid));
}

async function waitForCrash(address: string, before: string): Promise<void> {
  for (const deadline = Date.now() + crashLimitMs; ; await delay(50)) {
    // While it starts anew it answers nobody.
    const now = await startedAt(address).catch(() => before);
    if (now !== before) return;
    if (Date.now() > deadline) throw new Error('a failing fsync is not noticed');
  }
}

async function ask(address: string, text: string): Promise<Array<Record<string, unknown>>> {
  const client = new Client({ connectionString: address });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
