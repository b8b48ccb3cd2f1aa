import { type Database, transact } from '../../db/database.ts';
import { addDownloads } from './releases.store.ts';

/** Counts downloads in memory and writes them together, so that a fleet that upgrades costs one write a second. */
export interface Downloads {
  count(releaseId: number): void;
  /** Writes what is still in memory. */
  stop(): Promise<void>;
}

const pauseMs = 1000;

/** What could not be written is kept, and tried again with the next count. */
export function createDownloads(deps: { db: Database; onFailure: (error: unknown) => void }): Downloads {
  const { db, onFailure } = deps;
  let counts = new Map<number, number>();
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();

  const add = (id: number, count: number): void => {
    counts.set(id, (counts.get(id) ?? 0) + count);
  };

  async function write(): Promise<void> {
    const due = counts;
    counts = new Map();
    try {
      await transact(db, async (tx) => {
        // Everybody in the same order, so that no two processes wait for each other.
        for (const [id, count] of [...due].sort(([one], [other]) => one - other)) await addDownloads(tx, id, count);
      });
    } catch (error) {
      for (const [id, count] of due) add(id, count);
      onFailure(error);
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (counts.size > 0) writing = writing.then(write);
    return writing;
  }

  return {
    count(releaseId) {
      add(releaseId, 1);
      timer ??= setTimeout(flush, pauseMs).unref();
    },
    stop: flush,
  };
}
