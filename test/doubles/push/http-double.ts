import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** One request that arrived at a double. */
export interface Received {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a double answers: a status with JSON or text, or one of the ways not to answer. */
export type Reply =
  | { status: number; json?: unknown; text?: string; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | { afterMs: number; reply: Reply };

/** A server on loopback. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

/** Serves HTTP; `close` cuts what hangs. */
export async function listenHttp(answer: (request: Received) => Promise<Reply> | Reply): Promise<Listening> {
  const server = createServer(async (request, response) => {
    const body = await request.toArray().catch(() => undefined);
    // Whoever goes away before he has said all of it is answered nothing.
    if (!body) return;
    const received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    await give(response, await answer({ ...received, body: Buffer.concat(body).toString('utf8') }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function give(response: ServerResponse, reply: Reply): Promise<void> {
  if (reply === 'hang') return;
  if (reply === 'reset') return void response.socket?.resetAndDestroy();
  if ('afterMs' in reply) {
    await delay(reply.afterMs);
    return give(response, reply.reply);
  }
  const isText = reply.text !== undefined;
  response.writeHead(reply.status, {
    'content-type': isText ? 'text/html' : 'application/json; charset=UTF-8',
    ...reply.headers,
  });
  response.end(isText ? reply.text : JSON.stringify(reply.json ?? {}));
}

/** What a test wants a double to do. */
export interface Plans<Behaviour extends string> {
  /** What to do of a token now: what was planned for it, in order; then by its name. */
  next(token: string): Behaviour | 'ok';
  /** The next requests for it meet these, one each. */
  plan(token: string, ...behaviours: Behaviour[]): void;
  /** Tokens that were answered to be gone, each once. */
  gone: Set<string>;
}

/**
 * A token whose name begins with `gone-` is `unregistered`, one with `flaky-` is `down` at its first time; so that a double
 * in another process can be told what to do.
 */
export function createPlans<Behaviour extends string>(names: { gone: Behaviour; down: Behaviour }): Plans<Behaviour> {
  const planned = new Map<string, Behaviour[]>();
  const met = new Set<string>();
  const gone = new Set<string>();
  return {
    gone,
    next(token) {
      const behaviour = planned.get(token)?.shift();
      if (behaviour) return behaviour;
      if (token.startsWith('gone-')) {
        gone.add(token);
        return names.gone;
      }
      if (!token.startsWith('flaky-') || met.has(token)) return 'ok';
      met.add(token);
      return names.down;
    },
    plan(token, ...behaviours) {
      planned.set(token, [...(planned.get(token) ?? []), ...behaviours]);
    },
  };
}
