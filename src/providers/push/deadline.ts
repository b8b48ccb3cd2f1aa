/**
 * Does `work` with a signal that fires after a time, or with another signal. Leaves nothing behind, however often it is
 * used with one long-lived signal: AbortSignal.any would keep what it made until the next collection.
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  afterMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer.reason);
  if (outer.aborted) abort();
  outer.addEventListener('abort', abort, { once: true });
  const timer = setTimeout(() => controller.abort(new Error('timed out')), afterMs);
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
    outer.removeEventListener('abort', abort);
  }
}
