/** Runs work, so many pieces at once, first come, first served. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

/** One for everybody who talks to a vendor: however many jobs there are, it sees no more than this at once. */
export function createGate(most: number): Gate {
  const waiting: Array<() => void> = [];
  let running = 0;
  return async (work) => {
    if (running < most) running += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The place is handed on, so that a newcomer cannot overtake the line.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
