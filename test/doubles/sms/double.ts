import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { loopbackTls } from '../loopback-tls.ts';

/** A request as it arrived. */
export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

/** What a vendor answers: a JSON body unless it is a text. */
export interface DoubleAnswer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** How a double misbehaves, where it is told to: instead of judging a request at all. */
export type Misbehaviour =
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'garbage'; status?: number; body?: string }
  | { kind: 'break off' }
  | { kind: 'answer'; answer: DoubleAnswer };

/** A vendor's stand-in on loopback. */
export interface Double {
  url: string;
  host: string;
  requests: ReceivedRequest[];
  /** The next requests in order; where there is none left, and unless `always` is set, requests are judged. */
  next: Misbehaviour[];
  always: Misbehaviour | undefined;
  /** Resolves when nobody is connected any more. */
  emptied(): Promise<void>;
  close(): Promise<void>;
}

/** How a double is started. */
export interface DoubleOptions {
  /** What the vendor holds for the present. */
  now?: () => number;
  /** Over TLS, with the certificate of `loopbackTls`. */
  isSecure?: boolean;
}

/** Serves on 127.0.0.1 on a free port; `judge` answers as the vendor's documents say. */
export async function startDouble(
  judge: (request: ReceivedRequest, double: Double) => DoubleAnswer,
  { isSecure = false }: DoubleOptions = {},
): Promise<Double> {
  const sockets = new Set<Socket>();
  const listener: RequestListener = async (incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const body = await text(incoming).catch(() => undefined);
    // Whoever goes away before he has said all of it is answered nothing.
    if (body === undefined) return;
    const request = { method, url, headers, body };
    double.requests.push(request);
    const misbehaviour = double.next.shift() ?? double.always;
    if (misbehaviour) misbehave(misbehaviour, outgoing);
    else answer(judge(request, double), outgoing);
  };
  const server = isSecure ? createTlsServer(loopbackTls, listener) : createServer(listener);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const double: Double = {
    url: `${isSecure ? 'https' : 'http'}://${host}`,
    host,
    requests: [],
    next: [],
    always: undefined,
    async emptied() {
      await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    async close() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return double;
}

function answer({ status, body, headers = {} }: DoubleAnswer, outgoing: ServerResponse): void {
  const isText = typeof body === 'string';
  const written = isText ? body : JSON.stringify(body);
  outgoing.writeHead(status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    'content-length': Buffer.byteLength(written),
    ...headers,
  });
  outgoing.end(written);
}

function misbehave(how: Misbehaviour, outgoing: ServerResponse): void {
  if (how.kind === 'answer') answer(how.answer, outgoing);
  if (how.kind === 'garbage') answer({ status: how.status ?? 200, body: how.body ?? '<html>busy</html>' }, outgoing);
  if (how.kind === 'reset') (outgoing.socket as Socket).resetAndDestroy();
  if (how.kind === 'break off') {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    outgoing.write('{"Code":"OK"', () => outgoing.socket?.destroy());
  }
}
