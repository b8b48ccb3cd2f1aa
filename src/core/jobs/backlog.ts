import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { countJobs } from './administration.store.ts';
import { findOldestDue } from './backlog.store.ts';
import type { JobHandlers } from './job-kinds.ts';

/** How much of a kind there is to do. */
export interface JobBacklog {
  kind: string;
  /** Each counts to 10,000 at most. */
  counts: Record<'due' | 'retrying' | 'running' | 'dead', number>;
  /** How long the oldest due one waits to be done. */
  oldestDueMs: number;
}

const most = 10_000;

/** Answers the backlog of every kind; costs some milliseconds, however many jobs there are. */
export type BacklogReader = () => Promise<JobBacklog[]>;

/** Reads it. */
export function createBacklogReader(deps: { db: Database; clock: Clock; handlers: JobHandlers }): BacklogReader {
  const { db, clock, handlers } = deps;
  return async () => {
    const now = clock.now();
    const backlog: JobBacklog[] = [];
    for (const kind of Object.keys(handlers)) {
      const counts = await countJobs(db, { kind, now, most });
      const oldest = counts.due > 0 ? await findOldestDue(db, kind, now) : undefined;
      backlog.push({ kind, counts, oldestDueMs: oldest === undefined ? 0 : now - oldest });
    }
    return backlog;
  };
}
