import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

/** Marks of what happened, or may have, and could not be kept at once. */
export interface UnkeptMarks {
  /** Goes on trying to keep it until that is done, or it has expired. */
  add(key: string, expiresAt: number): void;
  has(key: string): boolean;
  /** Tries once more what is left, and ends. */
  stop(): Promise<void>;
}

/** The last one is repeated. */
const pausesMs = [250, 500, 1_000, 2_000, 4_000];
/** Where the database does not answer nothing is claimed either: they are what was in flight when it fell silent. */
const mostMarks = 10_000;

/** Keeps marks in the background, one after another, once the database answers again. */
export function createUnkeptMarks({
  clock,
  keep,
}: {
  clock: Clock;
  keep(key: string, expiresAt: number): Promise<void>;
}): UnkeptMarks {
  const marks = new Map<string, number>();
  const stopping = new AbortController();
  let working: Promise<void> | undefined;

  /** False where the first one that is tried fails: so would the others. */
  async function keepAll(): Promise<boolean> {
    for (const [key, expiresAt] of marks) {
      if (expiresAt > clock.now()) {
        const isKept = await keep(key, expiresAt).then(
          () => true,
          () => false,
        );
        if (!isKept) return false;
      }
      marks.delete(key);
    }
    return true;
  }

  async function work(): Promise<void> {
    for (let tries = 0; marks.size > 0; tries += 1) {
      const pauseMs = pausesMs[Math.min(tries, pausesMs.length - 1)];
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (!(await keepAll()) && stopping.signal.aborted) return;
    }
  }

  return {
    add(key, expiresAt) {
      if (stopping.signal.aborted || marks.size >= mostMarks) return;
      marks.set(key, expiresAt);
      working ??= work().finally(() => {
        working = undefined;
      });
    },
    has: (key) => marks.has(key),
    async stop() {
      stopping.abort();
      await working;
    },
  };
}
