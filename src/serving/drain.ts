import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const sweepMs = 100;

/**
 * Watches a server from its start, and answers how to end it: accepts nothing more, tells kept-alive connections to
 * close, waits for requests in flight (`limitMs` at most), and resolves when every connection is gone.
 */
export function createDrain(server: Server, limitMs: number): () => Promise<void> {
  const inFlight = new Set<ServerResponse>();
  let draining = false;

  server.prependListener('request', (_request: IncomingMessage, response: ServerResponse) => {
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    if (draining) response.shouldKeepAlive = false;
  });

  return () =>
    new Promise((resolve) => {
      draining = true;
      for (const response of inFlight) response.shouldKeepAlive = false;
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
