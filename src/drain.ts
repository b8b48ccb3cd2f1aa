import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const drainMs = 10_000;
const sweepMs = 100;
/** How long a connection that has not sent a request yet may still send one. */
const quietMs = 500;

/**
 * Watches a server from its start, and answers how to end it: accepts nothing more, tells kept-alive connections to
 * close, waits for requests in flight (10 s at most), and resolves when every connection is gone.
 */
export function createDrain(server: Server): () => Promise<void> {
  const inFlight = new Set<ServerResponse>();
  const quiet = new Set<Socket>();
  let draining = false;

  server.on('connection', (socket: Socket) => {
    quiet.add(socket);
    socket.once('close', () => quiet.delete(socket));
  });
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    quiet.delete(request.socket);
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
    if (draining) response.shouldKeepAlive = false;
  });

  return () =>
    new Promise((resolve) => {
      draining = true;
      for (const response of inFlight) response.shouldKeepAlive = false;
      const deadline = setTimeout(() => server.closeAllConnections(), drainMs);
      const quietDeadline = setTimeout(() => {
        for (const socket of quiet) socket.destroy();
      }, quietMs);
      // An answer whose headers had been sent before leaves its connection open.
      const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
      server.close(() => {
        clearTimeout(deadline);
        clearTimeout(quietDeadline);
        clearInterval(sweep);
        resolve();
      });
    });
}
