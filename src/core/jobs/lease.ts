import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { extendLease, type LeasedJob } from './jobs.store.ts';

/** How long a job belongs to whoever claimed or last extended it. */
export const leaseMs = 60_000;
const heartbeatMs = 20_000;

/**
 * Extends the lease of a job while it is being done, until the answered function is called; `onLost` is called where
 * another claimant has it. What the database refuses is tried again at the next beat: the lease outlives two.
 */
export function keepLease(deps: { db: Database; clock: Clock; job: LeasedJob; onLost(): void }): () => void {
  const { db, clock, job, onLost } = deps;
  const timer = setInterval(() => {
    extendLease(db, job, clock.now() + leaseMs).then(
      (isOurs) => {
        if (!isOurs) onLost();
      },
      () => undefined,
    );
  }, heartbeatMs);
  timer.unref();
  return () => clearInterval(timer);
}
