/** What the tabs of a site that share a store agree on. */
export interface Tabs {
  /** Runs `action` while no other tab runs one. */
  oneAtATime(action: () => Promise<void>): Promise<void>;
  /** Resolves when every tab can know that what has this name was done; they do for 10 s, while this tab is there. */
  tellDone(what: string): Promise<void>;
  isDone(what: string): Promise<boolean>;
}

/** So much of Web Locks as is used here. */
interface Locks {
  request(name: string, action: () => Promise<void>): Promise<void>;
  request(name: string, options: { mode: 'shared' }, action: () => Promise<void>): Promise<void>;
  query(): Promise<{ held?: Array<{ name?: string }> }>;
}

/** Long after each tab sees what another one stored. */
const toldMs = 10_000;

const alone: Tabs = { oneAtATime: (action) => action(), tellDone: async () => {}, isDone: async () => false };

/**
 * The tabs that share what is kept under a name, by Web Locks, which all of them see at once; where there are none, or
 * nothing is shared, this one alone.
 */
export function createTabs(name: string | undefined): Tabs {
  const { locks } = (globalThis.navigator ?? {}) as { locks?: Locks };
  if (name === undefined || !locks) return alone;
  const markOf = (what: string): string => `${name} done: ${what}`;
  return {
    oneAtATime: (action) => locks.request(`${name} renewal`, action),
    tellDone: (what) =>
      new Promise((resolve, reject) => {
        const hold = (): Promise<void> => {
          resolve();
          return pause(toldMs);
        };
        locks.request(markOf(what), { mode: 'shared' }, hold).catch(reject);
      }),
    async isDone(what) {
      const { held = [] } = await locks.query();
      return held.some((lock) => lock.name === markOf(what));
    },
  };
}

/** Keeps no program from ending. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer: unknown = setTimeout(resolve, ms);
    (timer as { unref?(): void }).unref?.();
  });
}
