/** A request as it left a client. */
export interface WatchedRequest {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

/** The real `fetch`, whose requests are noted, and which loses what a test tells it to lose. */
export interface WatchedFetch {
  fetch: typeof globalThis.fetch;
  requests: WatchedRequest[];
  /** How many requests went to this path. */
  count(path: string): number;
  /** The next requests to this path fail and never arrive. */
  failNext(path: string, times?: number): void;
  /** The next request to this path arrives, and its answer does not. */
  loseAnswerOf(path: string): void;
  /** The answer to the next request to this path is handed on when what this returns is called. */
  holdAnswerOf(path: string): () => void;
}

/** A new one, over what is global now. */
export function createWatchedFetch(): WatchedFetch {
  const requests: WatchedRequest[] = [];
  const failing: string[] = [];
  const losing: string[] = [];
  const held = new Map<string, Promise<void>>();

  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const path = new URL(String(input)).pathname;
    requests.push({ method: init.method ?? 'GET', path, headers: new Headers(init.headers), body: init.body });
    if (take(failing, path)) throw new TypeError('fetch failed');
    const release = held.get(path);
    held.delete(path);
    const response = await globalThis.fetch(input, init);
    await release;
    if (!take(losing, path)) return response;
    await response.arrayBuffer();
    throw new TypeError('terminated');
  };

  return {
    fetch,
    requests,
    count: (path) => requests.filter((request) => request.path === path).length,
    failNext: (path, times = 1) => failing.push(...Array<string>(times).fill(path)),
    loseAnswerOf: (path) => losing.push(path),
    holdAnswerOf(path) {
      const { promise, resolve } = Promise.withResolvers<void>();
      held.set(path, promise);
      return resolve;
    },
  };
}

function take(list: string[], path: string): boolean {
  const index = list.indexOf(path);
  if (index >= 0) list.splice(index, 1);
  return index >= 0;
}
