import type { Clock } from '../../clients/src/index.ts';

/** A clock that stands still until it is moved, and then wakes who is due, in order. */
export interface ManualClock extends Clock {
  /** Moves it by so many milliseconds. */
  advance(milliseconds: number): void;
  /** In how many milliseconds the next one is woken; undefined where nobody waits. */
  nextIn(): number | undefined;
}

/** A new one that begins at the real time. */
export function createManualClock(): ManualClock {
  let time = Date.now();
  const waiting = new Set<{ dueAt: number; action: () => void }>();
  const next = () => [...waiting].sort((one, other) => one.dueAt - other.dueAt)[0];
  return {
    now: () => time,
    after(delayMs, action) {
      const entry = { dueAt: time + delayMs, action };
      waiting.add(entry);
      return () => waiting.delete(entry);
    },
    advance(milliseconds) {
      time += milliseconds;
      for (let due = next(); due && due.dueAt <= time; due = next()) {
        waiting.delete(due);
        due.action();
      }
    },
    nextIn() {
      const due = next();
      return due && due.dueAt - time;
    },
  };
}
