import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { accessLifetimeMs } from '../sessions/lifetimes.ts';
import { countDeadJobs, countSilentDevices, countWaitingAccounts, hasOneAccount } from './gauges.store.ts';

/** How many things of a kind there are: `count` of them, or more where `capped`. */
export interface Gauge {
  count: number;
  capped: boolean;
}

/** What waits for an operator at this moment. */
export interface Gauges {
  /** Whether nobody but the first owner is in the directory yet. */
  isNew(): Promise<boolean>;
  /** Each costs some milliseconds, however many there are. */
  read(): Promise<
    Record<
      'waitingApprovals' | 'unreadFeedback' | 'overdueDevices' | 'dueVaultKeys' | 'failedWebhooks' | 'deadJobs',
      Gauge
    >
  >;
}

const most = 1000;
const mostDevices = 4000;

interface Deps {
  db: Database;
  clock: Clock;
  /** After which silence a device is overdue, at this moment. */
  overdueAfterMs(): number;
  countUnseenFeedback(): Promise<number>;
  countDueVaultKeys(): Promise<number>;
  countFailedWebhooks(): Promise<number>;
}

/** What waits for an operator: counted as far as it matters. */
export function createGauges({ db, clock, overdueAfterMs, ...counted }: Deps): Gauges {
  // One is asked for more than is told, so that exactly that many are not taken for more.
  const cap = (count: number): Gauge => ({ count: Math.min(count, most - 1), capped: count >= most });

  async function readDevices(): Promise<Gauge> {
    const now = clock.now();
    // Whoever was silent for longer than a session lives is signed out.
    const range = { from: now - accessLifetimeMs.desktop, before: now - overdueAfterMs(), now };
    const { silent, signedIn } = await countSilentDevices(db, range, mostDevices);
    const gauge = cap(signedIn);
    return { ...gauge, capped: gauge.capped || silent === mostDevices };
  }

  return {
    isNew: () => hasOneAccount(db),

    async read() {
      return {
        waitingApprovals: cap(await countWaitingAccounts(db, most)),
        unreadFeedback: cap(await counted.countUnseenFeedback()),
        overdueDevices: await readDevices(),
        dueVaultKeys: cap(await counted.countDueVaultKeys()),
        failedWebhooks: cap(await counted.countFailedWebhooks()),
        deadJobs: cap(await countDeadJobs(db, most)),
      };
    },
  };
}
