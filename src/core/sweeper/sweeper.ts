import type { Database } from '../../db/database.ts';
import type { Clock } from '../ports.ts';
import { deletePast, type Sweep, sweeps } from './sweeper.store.ts';

/** Deletes rows that are past their time, in the background. */
export interface Sweeper {
  /**
   * Deletes what is past its time and answers how many rows went. A table that fails is reported and the others are
   * still swept. Concurrent calls share one sweep.
   */
  sweepOnce(): Promise<number>;
  /** Sweeps after 10 s, then 60 s after the end of each sweep, until `stop`, which waits for the statement in flight. */
  start(): void;
  stop(): Promise<void>;
}

const firstMs = 10_000;
const pauseMs = 60_000;
// One statement holds SQLite's only writer; between two of them others get their turn.
const batchSize = 500;

interface Deps {
  db: Database;
  clock: Clock;
  onFailure(table: string, error: unknown): void;
}

/** Keeps the tables of short-lived things from growing. */
export function createSweeper({ db, clock, onFailure }: Deps): Sweeper {
  let running: Promise<number> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  async function sweepTable(sweep: Sweep): Promise<number> {
    let deleted = 0;
    try {
      for (;;) {
        const batch = await deletePast(db, sweep, clock.now(), batchSize);
        deleted += batch;
        if (batch < batchSize || stopped) return deleted;
      }
    } catch (error) {
      onFailure(sweep.table, error);
      return deleted;
    }
  }

  async function sweepAll(): Promise<number> {
    let deleted = 0;
    for (const sweep of sweeps) if (!stopped) deleted += await sweepTable(sweep);
    return deleted;
  }

  function sweepOnce(): Promise<number> {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
    return running;
  }

  function schedule(delayMs: number): void {
    timer = setTimeout(async () => {
      await sweepOnce();
      if (!stopped) schedule(pauseMs);
    }, delayMs).unref();
  }

  return {
    sweepOnce,
    start: () => schedule(firstMs),
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
