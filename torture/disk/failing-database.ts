import { setTimeout as delay } from 'node:timers/promises';
import { type FailingCalls, failCalls } from '../../test/support/failing-calls.ts';
import { temporaryDataDir } from '../../test/support/process.ts';
import { killServer } from '../crash/served.ts';
import type { Findings, PartContext } from '../part.ts';
import { startDiskServer } from './disk-server.ts';
import { underFault } from './under-fault.ts';

/** How the disk fails under SQLite's files. */
export interface DatabaseFailure {
  name: string;
  calls: string;
  error: 'EIO' | 'ENOSPC';
}

/** What puts files on disk, as strace names it. */
export const syncs = 'fsync,fdatasync';
const failsForMs = 500;

/** SQLite's files fail until every door refuses, and take writes again, so many times. */
export async function failDatabase(context: PartContext, failure: DatabaseFailure, rounds: number): Promise<Findings> {
  const served = await startDiskServer(context, temporaryDataDir(context));
  const { at, server } = served;
  let failed = 0;
  const { figures, faults } = await underFault(served, failure.name, async ({ load }) => {
    for (let round = 1; round <= rounds; round += 1) {
      await load.passes(10);
      const failing = await failCalls([server.child.pid as number], { ...failure, paths: filesOf(at.address) });
      try {
        await load.isRefused();
        await delay(failsForMs);
      } finally {
        await failing.mend();
        failed += failing.failed();
      }
    }
  });
  return { figures: { [`${failure.name}: calls failed`]: failed, ...figures }, faults };
}

/** The server is killed while its disk confirms nothing: what it refused may lie in the log, and must not be there half. */
export async function killWhileFailing(context: PartContext): Promise<Findings> {
  const dataDir = temporaryDataDir(context);
  const served = await startDiskServer(context, dataDir);
  const { at, server } = served;
  const failure = { calls: syncs, error: 'EIO', paths: filesOf(at.address) } as const;
  let failing: FailingCalls | undefined;
  return underFault(
    served,
    'killed while fsync fails',
    async ({ load }) => {
      failing = await failCalls([server.child.pid as number], failure);
      await load.isRefused();
      await delay(failsForMs);
    },
    async () => {
      await killServer(server);
      await failing?.mend();
      return startDiskServer(context, dataDir);
    },
  );
}

const filesOf = (database: string): string[] => [database, `${database}-wal`];
