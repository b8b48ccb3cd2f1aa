import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseUnavailable } from '../unavailable.ts';
import { busyTimeoutMs, isBusy } from './busy.ts';
import type { RunStatement } from './statements.ts';
import { isDiskFailure, type OpenWriter } from './writer.ts';

const maxGroupSize = 256;
const busyRetryMs = 5;

/** The one writer of a SQLite file: work is taken in turns, and the turns of one tick share one durable commit. */
export interface GroupCommit {
  /** Runs one statement in the caller's turn. */
  run: RunStatement;
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
  /** Closes the connection. */
  close(): void;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * A turn is a savepoint inside a shared transaction, which is committed once per tick of the event loop:
 * with synchronous=FULL each commit costs an fsync, and all turns of a tick pay it together.
 *
 * What was refused because the disk failed may lie in the write-ahead log all the same, and a killed process's successor
 * would find it there. So whoever waited is told that it may have been kept, and no connection that saw the disk fail
 * writes again: `openWriter` is asked for another one first, until it succeeds.
 */
export function createGroupCommit(openWriter: OpenWriter): GroupCommit {
  let writer = openWriter({ emptiesLog: false });
  let isSuspect = false;
  const waiting: Waiter[] = [];
  let finished: Waiter[] = [];
  let turnTaken = false;
  let flushScheduled = false;

  /**
   * Waits for another process's write without holding up the event loop, as SQLite's own busy handler would; until
   * `deadline`, which counts from the caller's arrival, so that a line of callers fails together and not one by one.
   */
  async function openGroup(deadline: number): Promise<void> {
    while (!writer.inTransaction()) {
      try {
        if (isSuspect) reopen();
        writer.beginGroup();
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
        await delay(busyRetryMs);
      }
    }
  }

  function reopen(): void {
    const previous = writer;
    writer = openWriter({ emptiesLog: true });
    isSuspect = false;
    previous.close();
  }

  function settle(act: (waiter: Waiter) => void): void {
    const group = finished;
    finished = [];
    for (const waiter of group) act(waiter);
  }

  /** SQLite undoes the whole transaction by itself when the disk is full or fails: nobody may be told it was kept. */
  function noticeLostGroup(error: unknown): void {
    isSuspect ||= isDiskFailure(error);
    if (!writer.inTransaction()) settle((waiter) => waiter.reject(error));
  }

  function flush(): void {
    if (!writer.inTransaction()) return;
    try {
      writer.commitGroup();
    } catch (error) {
      isSuspect ||= isDiskFailure(error);
      if (writer.inTransaction()) writer.rollbackGroup();
      const told = isDiskFailure(error) ? mayBeCommitted(error) : error;
      settle((waiter) => waiter.reject(told));
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
    run(query) {
      try {
        return writer.run(query);
      } catch (error) {
        isSuspect ||= isDiskFailure(error);
        throw error;
      }
    },
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
        writer.beginTurn();
      } catch (error) {
        noticeLostGroup(error);
        passTurnOn();
        throw error;
      }
    },
    async commit() {
      let stored: Promise<void>;
      try {
        writer.releaseTurn();
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
    close: () => writer.close(),
    rollback() {
      try {
        if (writer.inTransaction()) {
          writer.undoTurn();
          writer.releaseTurn();
        } else {
          settle((waiter) => waiter.reject(new DatabaseUnavailable('the database undid a transaction by itself')));
        }
      } finally {
        passTurnOn();
      }
    },
  };
}

function mayBeCommitted(cause: unknown): DatabaseUnavailable {
  return new DatabaseUnavailable('the disk failed in a commit', cause, { mayBeCommitted: true });
}
