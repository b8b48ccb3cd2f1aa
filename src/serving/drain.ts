import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const sweepMs = 100;

/** How a server ends, in two steps. */
export interface Drain {
  /** Goes on answering, and closes each connection with its answer: whoever balances goes elsewhere without losing a request. */
  announce(): void;
  /** Accepts nothing more, waits for requests in flight, and resolves when every connection is gone. */
  end(): Promise<void>;
}

/** Watches a server from its start, so that it can be ended; requests in flight then have `limitMs` at most. */
export function createDrain(server: Server, limitMs: number): Drain {
  const inFlight = new Set<ServerResponse>();
  let draining = false;

  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    if (draining) response.shouldKeepAlive = false;
  });

  function announce(): void {
    draining = true;
    for (const response of inFlight) response.shouldKeepAlive = false;
  }

  function end(): Promise<void> {
    announce();
    return new Promise((resolve) => {
      const deadline = setTimeout(() => server.closeAllConnections(), limitMs);
      // An answer whose headers had been sent before leaves its connection open.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      server.close(() => {
        clearTimeout(deadline);
        clearInterval(sweep);
        resolve();
      });
    });
  }

  return { announce, end };
}
