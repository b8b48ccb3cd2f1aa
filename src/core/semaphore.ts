/** Lets at most `limit` pieces of work run at once; further ones wait in line. */
export interface Semaphore {
  /** Runs `work` when its turn comes; throws what `refuse` makes when the line is full. */
  run<T>(work: () => Promise<T>): Promise<T>;
  load(): SemaphoreLoad;
}

/** How much work is being done, and how much waits in line. */
export interface SemaphoreLoad {
  running: number;
  waiting: number;
}

/** A first-come-first-served semaphore with a bounded line. */
export function createSemaphore(limit: number, maxWaiting: number, refuse: () => Error): Semaphore {
  const waiting: Array<() => void> = [];
  let running = 0;

  return {
    async run(work) {
      if (running >= limit) {
        if (waiting.length >= maxWaiting) throw refuse();
        await new Promise<void>((resolve) => waiting.push(resolve));
      } else {
        running += 1;
      }
      try {
        return await work();
      } finally {
        // The place is handed on, not given back, so that a newcomer cannot overtake the line.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
    load: () => ({ running, waiting: waiting.length }),
  };
}

/** One semaphore for each key, kept only while it is in use. */
export interface KeyedSemaphore {
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** The same as `createSemaphore`, for each key on its own. */
export function createKeyedSemaphore(limit: number, maxWaiting: number, refuse: () => Error): KeyedSemaphore {
  const gates = new Map<string, { semaphore: Semaphore; users: number }>();

  return {
    async run(key, work) {
      const gate = gates.get(key) ?? { semaphore: createSemaphore(limit, maxWaiting, refuse), users: 0 };
      gates.set(key, gate);
      gate.users += 1;
      try {
        return await gate.semaphore.run(work);
      } finally {
        gate.users -= 1;
        if (gate.users === 0) gates.delete(key);
      }
    },
  };
}
