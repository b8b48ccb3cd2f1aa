import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { dataPaths } from '../../src/config.ts';
import { createNodeFamily, type TestNode } from '../../test/support/nodes.ts';
import { openByAddress } from '../../test/support/tested-database.ts';
import { until } from '../../test/support/until.ts';
import type { Findings, PartContext, TorturePart } from '../part.ts';
import { connectInspector, type Holdings } from './inspector.ts';
import { type Reading, slopeOf } from './slope.ts';
import { startSteadyLoad } from './steady-load.ts';

/** How long it goes, and from when on what is held is compared. */
const extents = {
  // A kept connection that nobody uses is ended by the server after 65 s.
  whole: { seconds: 600, settledAfterSeconds: 120, everySeconds: 20, leavingSeconds: 75 },
  slice: { seconds: 8, settledAfterSeconds: 0, everySeconds: 4, leavingSeconds: 1 },
} as const;

/** Sent before the time begins, however slow the machine: by then everything was asked for, and what that prepares is there. */
const firstRequests = 800;

/** Two megabytes in an hour of nothing but this would be noise; this many in a minute are a leak. */
const mostHeapRisePerMinute = 150 * 1024;
const mostMoreDescriptors = 12;
const mostMoreStatements = 25;
const mostLeftOpen = 4;
const main = join(import.meta.dirname, '../../src/main.ts');
// As npm start has them.
const flags = '--max-semi-space-size=2 --expose-gc --inspect=127.0.0.1:0';

type Held = Holdings & { atSeconds: number; descriptors: number };

/** However long all doors are used, and used wrongly, the server holds no more than after the first minutes. */
export const soak: TorturePart = {
  name: 'soak',
  about: 'however long all doors are used, the server holds no more memory, files, sockets and statements',
  run,
};

async function run(context: PartContext): Promise<Findings> {
  const { seconds, settledAfterSeconds, everySeconds, leavingSeconds } = extents[context.extent];
  const family = createNodeFamily(context, 'sqlite:');
  const node = await family.start({ environment: { NODE_OPTIONS: flags, PORTICO_LOG_LEVEL: 'warn' } });
  const inspector = await connectInspector(node.said(), main);
  context.after(() => inspector.close());
  const idle = await readHeld(node, inspector.readHoldings, 0);
  const load = await startSteadyLoad(family.at(node), context.seed);
  await until(() => load.sent.total >= firstRequests);
  await untilSwept(node);
  const begunAt = performance.now();
  const secondsPassed = (): number => (performance.now() - begunAt) / 1000;
  const held: Held[] = [];
  while (secondsPassed() < seconds || held.length < 2) {
    await delay(everySeconds * 1000);
    const reading = await readHeld(node, inspector.readHoldings, secondsPassed());
    held.push(reading);
    context.say(`${Math.round(reading.atSeconds)} s, ${load.sent.total} requests: ${JSON.stringify(reading)}`);
  }
  await load.stop();
  await delay(leavingSeconds * 1000);
  const left = await readHeld(node, inspector.readHoldings, secondsPassed());
  const settled = held.filter(({ atSeconds }) => atSeconds >= settledAfterSeconds);
  return judge(context, { idle, settled, left, sent: load.sent, said: node.said() });
}

/** The first sweep comes 10 s after the start, and prepares a statement for each table: what is past its time in the last one goes. */
async function untilSwept({ dataDir }: TestNode): Promise<void> {
  const db = openByAddress(dataPaths(dataDir).database);
  try {
    const past = { id: 'msg_past', event: 'account.created', body: '{}', created_at: 0 };
    await db.insertInto('webhook_messages').values(past).execute();
    const found = db.selectFrom('webhook_messages').select('id').where('id', '=', past.id);
    await until(async () => (await found.execute()).length === 0);
  } finally {
    await db.destroy();
  }
}

async function readHeld({ child }: TestNode, read: () => Promise<Holdings>, atSeconds: number): Promise<Held> {
  const descriptors = readdirSync(`/proc/${child.pid}/fd`).length;
  return { atSeconds, descriptors, ...(await read()) };
}

interface Soaked {
  idle: Held;
  settled: readonly Held[];
  left: Held;
  sent: { total: number; failures: readonly string[] };
  said: string;
}

function judge({ extent }: PartContext, { idle, settled, left, sent, said }: Soaked): Findings {
  const first = settled[0] ?? left;
  const last = settled.at(-1) ?? left;
  const perMinute = (of: (held: Held) => number): number =>
    slopeOf(settled.map((held): Reading => [held.atSeconds / 60, of(held)]));
  const heapRise = perMinute(({ heapBytes }) => heapBytes);
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(2);
  const faultLines = said.split('\n').filter((line) => /"level":[56]0|unhandled/i.test(line));
  const faults = [
    ...sent.failures,
    ...faultLines.slice(0, 5),
    ...tell(extent === 'whole' && heapRise > mostHeapRisePerMinute, `the heap rises by ${heapRise} bytes a minute`),
    ...tell(
      last.descriptors > first.descriptors + mostMoreDescriptors,
      `open files: ${first.descriptors}, then ${last.descriptors}`,
    ),
    ...tell(
      last.resources > first.resources + mostMoreDescriptors,
      `resources: ${first.resources}, then ${last.resources}`,
    ),
    ...tell(
      last.statements > first.statements + mostMoreStatements,
      `statements: ${first.statements}, then ${last.statements}`,
    ),
    ...tell(
      extent === 'whole' && left.descriptors > idle.descriptors + mostLeftOpen,
      `open files after all went away: ${left.descriptors}, of ${idle.descriptors} before they came`,
    ),
  ];
  return {
    figures: {
      requests: sent.total,
      'heap used after collection, MiB, first and last': `${mebibytes(first.heapBytes)} and ${mebibytes(last.heapBytes)}`,
      'heap rise, KiB a minute': (heapRise / 1024).toFixed(1),
      'external memory rise, KiB a minute': (perMinute(({ externalBytes }) => externalBytes) / 1024).toFixed(1),
      'open files before, first, last and when all went away': [idle, first, last, left]
        .map(({ descriptors }) => descriptors)
        .join(', '),
      'active resources, first and last': `${first.resources} and ${last.resources}`,
      'prepared statements, first and last': `${first.statements} and ${last.statements}`,
    },
    faults,
  };
}

function tell(isSo: boolean, words: string): string[] {
  return isSo ? [words] : [];
}
