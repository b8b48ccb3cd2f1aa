import type { Findings, TorturePart } from '../part.ts';
import { failDatabase, killWhileFailing, syncs } from './failing-database.ts';
import { failStoredFiles } from './failing-files.ts';
import { failPostgres } from './failing-postgres.ts';
import { fillDisk } from './full-disk.ts';

/** A disk that is full, or fails. */
export const disk: TorturePart = {
  name: 'disk',
  about:
    'On a disk that is full or fails reads go on, writes are refused in each door’s words, and nothing acknowledged is lost.',
  async run(context) {
    const failingSync = { name: 'failing fsync', calls: syncs, error: 'EIO' } as const;
    if (context.extent === 'slice') {
      return inTurn([
        () => fillDisk(context, 1),
        () => failDatabase(context, failingSync, 1),
        () => killWhileFailing(context),
      ]);
    }
    const writes = 'pwrite64,write';
    return inTurn([
      () => fillDisk(context, 10),
      () => failDatabase(context, failingSync, 10),
      () => failDatabase(context, { name: 'failing database writes', calls: writes, error: 'EIO' }, 5),
      () => failDatabase(context, { name: 'database without room', calls: writes, error: 'ENOSPC' }, 5),
      () => killWhileFailing(context),
      () => failStoredFiles(context),
      () => failPostgres(context, 3),
    ]);
  },
};

/** One that does not come to its end keeps none of the others from being tried. */
async function inTurn(trials: ReadonlyArray<() => Promise<Findings>>): Promise<Findings> {
  const all: { figures: Record<string, number | string>; faults: string[] } = { figures: {}, faults: [] };
  for (const trial of trials) {
    const { figures, faults } = await trial().catch((error: Error) => ({ figures: {}, faults: [String(error.stack)] }));
    Object.assign(all.figures, figures);
    all.faults.push(...faults);
  }
  return all;
}
