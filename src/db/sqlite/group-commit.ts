import { setTimeout as delay } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import { busyTimeoutMs, isBusy } from './busy.ts';

const maxGroupSize = 256;
const busyRetryMs = 5;

/** The one writer of a SQLite file: work is taken in turns, and the turns of one tick share one durable commit. */
export interface GroupCommit {
  /** Runs one self-contained write; resolves when it is on disk. */
  write<T>(work: () => T): Promise<T>;
  /** Opens a turn of several statements; resolves when the turn is the caller's. */
  begin(): Promise<void>;
  /** Ends the caller's turn; resolves when its work is on disk. */
  commit(): Promise<void>;
  /** Ends the caller's turn and undoes its work, and nobody else's. */
  rollback(): void;
  /** Before the file is closed: puts on disk what waits for the end of its tick, or whoever wrote it would wait for ever. */
  finish(): void;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * A turn is a savepoint inside a shared transaction, which is committed once per tick of the event loop:
 * with synchronous=FULL each commit costs an fsync, and all turns of a tick pay it together.
 */
export function createGroupCommit(database: Database): GroupCommit {
  const beginGroup = database.prepare('begin immediate');
  const commitGroup = database.prepare('commit');
  const rollbackGroup = database.prepare('rollback');
  const beginTurn = database.prepare('savepoint turn');
  const releaseTurn = database.prepare('release turn');
  const undoTurn = database.prepare('rollback to turn');
  const waiting: Waiter[] = [];
  let finished: Waiter[] = [];
  let turnTaken = false;
  let flushScheduled = false;

  /**
   * Waits for another process's write without holding up the event loop, as SQLite's own busy handler would; until
   * `deadline`, which counts from the caller's arrival, so that a line of callers fails together and not one by one.
   */
  async function openGroup(deadline: number): Promise<void> {
    while (!database.inTransaction) {
      try {
        beginGroup.run();
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
        await delay(busyRetryMs);
      }
    }
  }

  function settle(act: (waiter: Waiter) => void): void {
    const group = finished;
    finished = [];
    for (const waiter of group) act(waiter);
  }

  /** SQLite undoes the whole transaction by itself when the disk is full or fails: nobody may be told it was kept. */
  function noticeLostGroup(error: unknown): void {
    if (!database.inTransaction) settle((waiter) => waiter.reject(error));
  }

  function flush(): void {
    if (!database.inTransaction) return;
    try {
      commitGroup.run();
    } catch (error) {
      if (database.inTransaction) rollbackGroup.run();
      settle((waiter) => waiter.reject(error));
      return;
    }
    settle((waiter) => waiter.resolve());
  }

  function scheduleFlush(): void {
    if (flushScheduled) return;
    flushScheduled = true;
    setImmediate(() => {
      flushScheduled = false;
      if (!turnTaken) flush();
    });
  }

  function passTurnOn(): void {
    if (finished.length >= maxGroupSize) flush();
    const next = waiting.shift();
    if (next) {
      next.resolve();
      return;
    }
    turnTaken = false;
    scheduleFlush();
  }

  async function takeTurn(): Promise<void> {
    if (turnTaken) await new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    turnTaken = true;
  }

  const durable = (): Promise<void> => new Promise((resolve, reject) => finished.push({ resolve, reject }));

  return {
    async write(work) {
      const deadline = Date.now() + busyTimeoutMs;
      await takeTurn();
      let stored: Promise<void>;
      let result: ReturnType<typeof work>;
      try {
        await openGroup(deadline);
        result = work();
        stored = durable();
      } catch (error) {
        noticeLostGroup(error);
        throw error;
      } finally {
        passTurnOn();
      }
      await stored;
      return result;
    },
    async begin() {
      const deadline = Date.now() + busyTimeoutMs;
      await takeTurn();
      try {
        await openGroup(deadline);
        beginTurn.run();
      } catch (error) {
        noticeLostGroup(error);
        passTurnOn();
        throw error;
      }
    },
    async commit() {
      let stored: Promise<void>;
      try {
        releaseTurn.run();
        stored = durable();
      } catch (error) {
        noticeLostGroup(error);
        throw error;
      } finally {
        passTurnOn();
      }
      await stored;
    },
    finish() {
      if (!turnTaken) flush();
    },
    rollback() {
      try {
        if (database.inTransaction) {
          undoTurn.run();
          releaseTurn.run();
        } else {
          settle((waiter) => waiter.reject(new Error('the database undid a transaction by itself')));
        }
      } finally {
        passTurnOn();
      }
    },
  };
}
