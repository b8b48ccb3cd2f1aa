import { setTimeout as delay } from 'node:timers/promises';

interface Options {
  /** For how long an answer stands for the next ones: a scraper that asks all the time costs no more than one that does not. */
  maxAgeMs: number;
  /** How long is waited for it. */
  withinMs: number;
  onFailure(): void;
}

/**
 * Reads once for all who ask meanwhile; undefined where it fails or takes too long, which is one failure, however many
 * asked. What hangs is waited for by the next ones, and not begun again beside it.
 */
export function createBoundedReader<T>(
  read: () => Promise<T>,
  { maxAgeMs, withinMs, onFailure }: Options,
): () => Promise<T | undefined> {
  let last: { value: T; readAt: number } | undefined;
  let reading: Promise<T> | undefined;
  let asking: Promise<T | undefined> | undefined;

  function readShared(): Promise<T> {
    reading ??= read()
      .then((value) => {
        last = { value, readAt: performance.now() };
        return value;
      })
      .finally(() => {
        reading = undefined;
      });
    return reading;
  }

  async function ask(): Promise<T | undefined> {
    const late = new AbortController();
    const tooLate = delay(withinMs, undefined, { signal: late.signal }).then(() =>
      Promise.reject(new Error('too late')),
    );
    try {
      return await Promise.race([readShared(), tooLate]);
    } catch {
      onFailure();
      return undefined;
    } finally {
      tooLate.catch(() => undefined);
      late.abort();
    }
  }

  return async () => {
    if (last && performance.now() - last.readAt < maxAgeMs) return last.value;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}
