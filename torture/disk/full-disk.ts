import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Findings, PartContext } from '../part.ts';
import { createSeededRandom } from '../seeded-random.ts';
import { startDiskServer } from './disk-server.ts';
import { mountSmallDisk } from './small-disk.ts';
import { underFault } from './under-fault.ts';

const diskMegabytes = 64;
const fullForMs = 500;

/** The disk is full to its last byte until every door refuses, and has room again, so many times. */
export async function fillDisk(context: PartContext, rounds: number): Promise<Findings> {
  const random = createSeededRandom(context.seed);
  const disk = mountSmallDisk(context, diskMegabytes);
  const served = await startDiskServer(context, join(disk.folder, 'data'));
  return underFault(served, 'full disk', async ({ load }) => {
    for (let round = 1; round <= rounds; round += 1) {
      // How much room the write-ahead log has taken for itself by then differs.
      await load.passes(random.between(5, 80));
      disk.fill();
      await load.isRefused();
      await delay(fullForMs);
      disk.free();
      context.say(`filled ${round} of ${rounds} times, ${load.refused()} writes refused`);
    }
  });
}
