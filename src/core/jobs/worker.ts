import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { claimJobs, type LeasedJob } from './jobs.store.ts';
import { leaseMs } from './lease.ts';

/** Does the jobs of one kind, a bounded number at a time. */
export interface Worker {
  /**
   * Takes and does what is due; resolves when nothing is left to be taken or in flight, with whether there was anything
   * at all. Whoever asks meanwhile shares the answer, and what became due since is taken as far as there is room.
   * Rejects with the first thing that failed in the queue itself.
   */
  run(): Promise<boolean>;
  isBusy(): boolean;
  /** Takes no more; resolves when nothing is in flight. */
  stop(): Promise<void>;
}

const leaseLength = 22;

interface Deps {
  db: Database;
  clock: Clock;
  kind: string;
  concurrency: number;
  perform(job: LeasedJob): Promise<void>;
}

/** Each job that ends makes room for the next one: a slow one holds up nobody but itself. */
export function createWorker({ db, clock, kind, concurrency, perform }: Deps): Worker {
  const inFlight = new Set<Promise<void>>();
  let bell = Promise.withResolvers<void>();
  let working: Promise<boolean> | undefined;
  /** Somebody asked since the last claim was begun, which may have missed what became due meanwhile. */
  let isAskedAgain = false;
  let stopped = false;

  async function claim(): Promise<LeasedJob[]> {
    const most = concurrency - inFlight.size;
    if (stopped || most === 0) return [];
    const now = clock.now();
    const lease = randomAlphanumeric(leaseLength);
    return claimJobs(db, { kind, most, now, leasedUntil: now + leaseMs, lease });
  }

  async function work(): Promise<boolean> {
    let didAny = false;
    const failures: unknown[] = [];
    for (;;) {
      bell = Promise.withResolvers<void>();
      isAskedAgain = false;
      // What failed is told before more is taken: a queue that is never empty would keep it to itself.
      const claimed = failures.length > 0 ? [] : await claim();
      for (const job of claimed) {
        const done = perform(job)
          .catch((error: unknown) => void failures.push(error))
          .finally(() => inFlight.delete(done));
        inFlight.add(done);
      }
      didAny ||= claimed.length > 0;
      if (inFlight.size > 0) await Promise.race([...inFlight, bell.promise]);
      else if (!isAskedAgain || failures.length > 0) break;
    }
    if (failures.length > 0) throw failures[0];
    return didAny;
  }

  return {
    run() {
      isAskedAgain = true;
      bell.resolve();
      working ??= work().finally(() => {
        working = undefined;
      });
      return working;
    },
    isBusy: () => working !== undefined,
    async stop() {
      stopped = true;
      await working?.catch(() => undefined);
      // Where a claim failed, what was in flight then still is.
      await Promise.all(inFlight);
    },
  };
}
