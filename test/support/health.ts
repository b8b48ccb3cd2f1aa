import { setTimeout as delay } from 'node:timers/promises';

/** What a server says of itself, asked again and again. */
export interface HealthWatch {
  /** Resolves when /readyz says this status. */
  turns(status: 200 | 503): Promise<void>;
  /** Answers each status that /healthz had: a hundred times 200 is one. */
  end(): Promise<number[]>;
}

/** Watches from now on, until told to end. */
export function watchHealth(url: string): HealthWatch {
  const alive = new Set<number>();
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      alive.add((await fetch(`${url}/healthz`)).status);
      await delay(20);
    }
  })();
  // Told by `end`, if anybody comes to it.
  watching.catch(() => undefined);

  return {
    async turns(status) {
      for (const deadline = Date.now() + 60_000; ; await delay(20)) {
        const said = (await fetch(`${url}/readyz`)).status;
        if (said === status) return;
        if (Date.now() > deadline) throw new Error(`/readyz says ${said}, and never ${status}`);
      }
    },
    async end() {
      isOver = true;
      await watching;
      return [...alive];
    },
  };
}
