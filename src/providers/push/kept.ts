/** Keeps the newest thousand, by name. */
export interface Kept<Thing> {
  get(name: string): Thing | undefined;
  set(name: string, thing: Thing): void;
  forget(name: string): void;
}

const most = 1_000;

/** Forgets the oldest first: what is repeated is repeated soon. */
export function createKept<Thing>(): Kept<Thing> {
  const things = new Map<string, Thing>();
  return {
    get: (name) => things.get(name),
    forget: (name) => void things.delete(name),
    set(name, thing) {
      things.set(name, thing);
      const [oldest] = things.keys();
      if (things.size > most && oldest !== undefined) things.delete(oldest);
    },
  };
}
