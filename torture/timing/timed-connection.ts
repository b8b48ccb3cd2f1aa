import http from 'node:http';

/** One request whose answer is timed; a plain object goes as JSON. */
export interface TimedRequest {
  method: 'GET' | 'POST';
  path: string;
  body?: object;
  headers?: Record<string, string>;
}

/** What came, and how long after the request was begun it was there whole. */
export interface TimedAnswer {
  status: number;
  text: string;
  tookNs: number;
}

/** Asks one server, one request after another on one connection that is kept. */
export function createTimedConnection(url: string) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const { hostname, port } = new URL(url);

  async function ask({ method, path, body, headers = {} }: TimedRequest): Promise<TimedAnswer> {
    const bytes = body && Buffer.from(JSON.stringify(body));
    const own = bytes && { 'content-type': 'application/json', 'content-length': bytes.length };
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const begunAt = process.hrtime.bigint();
    http
      .request({ agent, hostname, port, method, path, headers: { ...own, ...headers } }, resolve)
      .on('error', reject)
      .end(bytes);
    const answer = await promise;
    const text = Buffer.concat(await answer.toArray()).toString();
    return { status: answer.statusCode ?? 0, text, tookNs: Number(process.hrtime.bigint() - begunAt) };
  }

  return { ask, close: () => agent.destroy() };
}

/** What `createTimedConnection` makes. */
export type TimedConnection = ReturnType<typeof createTimedConnection>;
