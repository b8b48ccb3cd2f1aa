/** Where an app keeps what a sign-in gave: in memory, in its own settings, in the browser's storage. */
export interface Store<Value> {
  get(): Value | undefined | Promise<Value | undefined>;
  set(value: Value): void | Promise<void>;
  clear(): void | Promise<void>;
  /** A name that all who share what is kept here agree on (tabs of one site); they then renew one after another. */
  readonly sharedAs?: string;
}

/** Kept until the program or the page ends. */
export function memoryStore<Value>(): Store<Value> {
  let kept: Value | undefined;
  return {
    get: () => kept,
    set: (value) => {
      kept = value;
    },
    clear: () => {
      kept = undefined;
    },
  };
}

/** `localStorage`, `sessionStorage`, or what is like them. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
  removeItem(key: string): void;
}

/** Kept in the browser's storage under this key, for all tabs of the site. What is there and no JSON counts as nothing. */
export function storageStore<Value>(storage: TextStorage, key: string): Store<Value> {
  return {
    sharedAs: key,
    get() {
      try {
        return (JSON.parse(storage.getItem(key) ?? 'null') as Value | null) ?? undefined;
      } catch {
        return undefined;
      }
    },
    set: (value) => storage.setItem(key, JSON.stringify(value)),
    clear: () => storage.removeItem(key),
  };
}
