import { type Ledger, type Load, startLoad } from '../../test/support/door-load.ts';
import { watchHealth } from '../../test/support/health.ts';
import { assertKept } from '../../test/support/kept-writes.ts';
import { findOwnFaults } from '../crash/served.ts';
import type { Findings } from '../part.ts';
import type { DiskServer } from './disk-server.ts';
import { type Publishing, startPublishing } from './publishing.ts';
import { startReading } from './reading.ts';

const writesBetween = 10;

/** What is done to the disk while clients write at every door, publish releases, and somebody reads. */
export type DiskFault = (given: { load: Load; publishing: Publishing }) => Promise<void>;

/**
 * Does it, and looks whether every answer was a success or a refusal in the door's own words, reads went on, writes go on
 * afterwards by themselves, and what was acknowledged is there, once. `killed`: the server does not outlive it, and
 * another one answers in the end.
 */
export async function underFault(
  { server, at }: DiskServer,
  name: string,
  fault: DiskFault,
  killed?: () => Promise<DiskServer>,
): Promise<Findings> {
  const faults: string[] = [];
  const load = await startLoad([at], 'disk');
  const publishing = await startPublishing(at);
  const reading = await startReading(at, `${name.replaceAll(/\W+/g, '-')}@example.com`);
  const health = watchHealth(at.url);
  try {
    await load.passes(writesBetween);
    await fault({ load, publishing });
    if (!killed) await load.passes(writesBetween);
  } catch (error) {
    faults.push(String(error));
  }
  const told = [await load.end(), await publishing.end(), await reading.end(), await health.end()] as const;
  const serving = killed ? await killed() : { server, at };
  const [writes, releases, reads, statuses] = told;
  faults.push(...writes, ...releases, ...reads);
  if (String(statuses) !== '200') faults.push(`/healthz said ${statuses}`);
  if (!killed && server.child.exitCode !== null) faults.push(`the server ended: ${server.said()}`);
  faults.push(...findOwnFaults(server), ...findOwnFaults(serving.server));
  await assertKept(serving.at, load.ledger).catch((error: Error) => faults.push(error.message));
  return {
    figures: {
      [`${name}: acknowledged`]: countAcknowledged(load.ledger) + publishing.published(),
      [`${name}: refused`]: load.refused() + publishing.refused(),
      [`${name}: own page shown`]: reading.shown(),
    },
    faults: faults.map((what) => `${name}: ${what}`),
  };
}

function countAcknowledged({ mobile, desktop, staff, blog, panel }: Ledger): number {
  const own = mobile.flatMap(({ passwords, nicknames, feedback }) => [...passwords, ...nicknames, ...feedback]);
  const written = [...own, ...staff, ...blog, ...panel].filter(({ isAcknowledged }) => isAcknowledged);
  return mobile.length + desktop.length + written.length;
}
