/** What tells the time and wakes; given by a test, else the system's. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Runs `action` once after so many milliseconds, unless what it returns is called before. */
  after(delayMs: number, action: () => void): () => void;
}

// What timers take: a longer wait would end at once.
const longestMs = 2 ** 31 - 1;

/** The machine's own; what is to wait longer than 24 days wakes then. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, Math.min(delayMs, longestMs));
    return () => clearTimeout(timer);
  },
};

/** Resolves after so many milliseconds; rejects with the signal's reason when that comes first. */
export function wait(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  let cancel = (): void => {};
  const waited = new Promise<void>((resolve) => {
    cancel = clock.after(delayMs, resolve);
  });
  return abortable(waited, signal).finally(() => cancel());
}

/** The promise, or the signal's reason when that comes first; what the promise is about goes on. */
export async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return promise;
  let stopListening = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    stopListening = () => signal.removeEventListener('abort', abort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stopListening();
  }
}
