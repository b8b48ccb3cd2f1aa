import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';

/** How long a connection that is kept alive may still bring a request: one may be on its way when the end comes. */
const graceMs = 250;

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
      // An answer whose headers had been sent before leaves its connection open. Where this process itself was held up, a
      // request lies there already and is read before an immediate.
      const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), graceMs);
      // Not its own `close`, which ends at once what is kept alive.
      NetServer.prototype.close.call(server, () => {
        clearTimeout(deadline);
        clearInterval(sweep);
        // Now its own one too: it alone stops the interval that looks after connections, which would keep the server in memory.
        server.close();
        resolve();
      });
    });
  }

  return { announce, end };
}
