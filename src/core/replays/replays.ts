import type { Database } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import { claimMark, finishMark, removeMark } from './replays.store.ts';

/** The right to perform one write, until it is kept or released. */
export interface ReplayClaim {
  /** After a success: nobody may do the same again until the mark expires. */
  keep(): Promise<void>;
  /** After a failure: the same may be tried again at once. */
  release(): Promise<void>;
}

/** Keeps signed writes from happening twice. */
export interface Replays {
  /**
   * Claims a write that must not happen twice; `expiresAt` is when a repeat would be refused anyway, for its age. Of
   * several at once one gets the claim. Throws `signature.repeated` where the write happened or is happening.
   */
  claim(key: string, expiresAt: number): Promise<ReplayClaim>;
}

const leaseMs = 60_000;

/** Remembers signed writes, so that each happens once (blog B2). */
export function createReplays({ db, clock }: { db: Database; clock: Clock }): Replays {
  const startedAt = clock.now();

  return {
    async claim(key, expiresAt) {
      const now = clock.now();
      const leasedUntil = now + leaseMs;
      // What was claimed before this process began will not be finished any more: a crash does not block the retry.
      const abandonedUntil = Math.max(now, startedAt + leaseMs - 1);
      if (!(await claimMark(db, key, leasedUntil, abandonedUntil))) throw new DomainError('signature.repeated');
      return {
        keep: () => finishMark(db, key, expiresAt),
        release: () => removeMark(db, key, leasedUntil),
      };
    },
  };
}
