import type { Database } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { DomainError } from '../errors.ts';
import type { Clock, SharedMemory } from '../ports.ts';
import { claimMark, finishMark, removeMark } from './replays.store.ts';
import { createUnkeptMarks } from './unkept-marks.ts';

/** The right to perform one write, until it is kept or released. */
export interface ReplayClaim {
  /**
   * After what happened, or may have: nobody may do the same again until the mark expires. Where it rejects, it is tried
   * again in the background until then.
   */
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
  /** Tries once more to keep what is not kept yet. */
  stop(): Promise<void>;
}

const leaseMs = 60_000;

interface Deps {
  db: Database;
  clock: Clock;
  memory?: SharedMemory | undefined;
}

/** Remembers signed writes, so that each happens once (blog B2): in the database, and what happened also where it is quickly found. */
export function createReplays({ db, clock, memory }: Deps): Replays {
  const startedAt = clock.now();
  const nameOf = (key: string): string => `replay:${key}`;
  const unkept = createUnkeptMarks({ clock, keep: (key, expiresAt) => finishMark(db, key, expiresAt) });

  return {
    async claim(key, expiresAt) {
      if (unkept.has(key) || (await memory?.find(nameOf(key))) !== undefined)
        throw new DomainError('signature.repeated');
      const now = clock.now();
      const leasedUntil = now + leaseMs;
      // What was claimed before this process began will not be finished any more, where none but this one claims: a crash
      // does not block the retry.
      const abandonedUntil = isPostgres(db) ? now : Math.max(now, startedAt + leaseMs - 1);
      if (!(await claimMark(db, key, leasedUntil, abandonedUntil))) throw new DomainError('signature.repeated');
      return {
        async keep() {
          try {
            await finishMark(db, key, expiresAt);
          } catch (error) {
            // Its lease may run out before the database is back.
            unkept.add(key, expiresAt);
            throw error;
          } finally {
            await memory?.put(nameOf(key), '', expiresAt - clock.now());
          }
        },
        release: () => removeMark(db, key, leasedUntil),
      };
    },
    stop: () => unkept.stop(),
  };
}
