import type { Database } from '../../db/database.ts';
import { touchSession } from './sessions.store.ts';

/** Notes when sessions were last used. */
export interface Sightings {
  /** Nobody waits for it, and it is written once in five minutes for each session: a signed-in read stays one read. */
  note(session: { id: number; lastSeenAt: number }, now: number): void;
}

const noteEveryMs = 5 * 60_000;

/** Last uses of sessions, as exact as operators need them. */
export function createSightings(db: Database): Sightings {
  const writing = new Set<number>();

  async function write(id: number, now: number): Promise<void> {
    try {
      await touchSession(db, id, now);
    } catch {
      // The next use tries again, and what keeps the database from writing is told by whoever must write.
    } finally {
      writing.delete(id);
    }
  }

  return {
    note({ id, lastSeenAt }, now) {
      if (now - lastSeenAt < noteEveryMs || writing.has(id)) return;
      writing.add(id);
      write(id, now);
    },
  };
}
