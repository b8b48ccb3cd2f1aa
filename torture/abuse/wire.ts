import http, { type IncomingHttpHeaders } from 'node:http';

/** A request as it goes on the wire: nothing is encoded or added to it but its length. */
export interface WireRequest {
  method: string;
  /** Path and query, of ASCII alone. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer | undefined;
}

/** An answer as it came. */
export interface WireAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

/** Kept connections to one server, so many at once. */
export interface Wire {
  /** Throws where there is no answer within `patienceMs`, or where the server breaks off. */
  ask(request: WireRequest): Promise<WireAnswer>;
  close(): void;
}

/** Beyond every deadline of the server: who is not answered by then is kept hanging. */
const patienceMs = 60_000;

/** Opens the connections as they are needed. */
export function openWire(url: string, mostAtOnce: number): Wire {
  const agent = new http.Agent({ keepAlive: true, maxSockets: mostAtOnce });
  const { hostname, port } = new URL(url);

  async function send(request: WireRequest, isLast: boolean): Promise<WireAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<WireAnswer>();
    const { method, path, body } = request;
    const length = body === undefined ? {} : { 'content-length': String(body.length) };
    const asked = http.request({ agent, hostname, port, method, path, headers: { ...request.headers, ...length } });
    const patience = setTimeout(() => asked.destroy(new Error('no answer')), patienceMs);
    asked.on('response', async (answer) => {
      try {
        const text = Buffer.concat(await answer.toArray()).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      } catch (error) {
        reject(error);
      }
    });
    asked.on('error', reject).end(body);
    try {
      return await promise;
    } catch (error) {
      // A kept connection may be closed by its server at the moment in which it is used again: no fault of anybody's.
      if (asked.reusedSocket && !isLast) return send(request, true);
      throw error;
    } finally {
      clearTimeout(patience);
    }
  }

  return { ask: (request) => send(request, false), close: () => agent.destroy() };
}
