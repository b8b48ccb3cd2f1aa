import type { Agent, ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { http } from '../../http/node-http.ts';
import {
  longestAnswerBytes,
  type SendToVendor,
  type VendorAnswer,
  type VendorRequest,
  VendorUnreachable,
} from './vendor-http.ts';

/** Connections that are kept for the next request. */
export interface KeptConnections {
  send: SendToVendor;
  /** Ends all of them, those in use too. */
  close(): void;
}

interface Agents {
  plain: Agent;
  secure: https.Agent;
}

/**
 * Sends each request on a connection of its own. One that was kept could be closed by the vendor as the request leaves,
 * and then nobody knows whether it arrived; with a new one it surely did not, until the connection stands. That takes
 * `connectMs` at most. Whatever ends a request destroys its socket.
 */
export function createOwnConnections(connectMs: number): SendToVendor {
  // An agent that keeps no connections still keeps TLS sessions, which spares half a handshake.
  const options = { keepAlive: false };
  const send = sendOver({ plain: new http.Agent(options), secure: new https.Agent(options) }, connectMs);
  return (request, signal) => send(request, signal, { keepsSocket: false });
}

/** For many requests in a row, over `most` connections at once. Redirects are not followed here either. */
export function createKeptConnections(most: number, connectMs: number): KeptConnections {
  const options = { keepAlive: true, maxSockets: most };
  const agents: Agents = { plain: new http.Agent(options), secure: new https.Agent(options) };
  const send = sendOver(agents, connectMs);
  return {
    send: (request, signal) => send(request, signal, { keepsSocket: true }),
    close() {
      agents.plain.destroy();
      agents.secure.destroy();
    },
  };
}

function sendOver(agents: Agents, connectMs: number) {
  const standing: Standing = new WeakSet();
  return async (
    asked: VendorRequest,
    signal: AbortSignal,
    { keepsSocket }: { keepsSocket: boolean },
  ): Promise<VendorAnswer> => {
    if (signal.aborted) throw new VendorUnreachable('was not asked in time', false, signal.reason);
    const { promise, resolve, reject } = Promise.withResolvers<VendorAnswer>();
    let isConnected = false;
    const fail = (message: string, cause?: unknown): void => {
      reject(new VendorUnreachable(message, isConnected, cause));
    };
    const request = createRequest(asked, agents);
    const forgetTimer = watchConnection(request, standing, {
      connectMs,
      onConnected() {
        isConnected = true;
      },
      onLate: () => fail('cannot be reached: the connection takes too long'),
    });
    request.on('error', (error) => fail(describe(error, isConnected), error));
    request.on('response', (response) => collect(response, resolve, fail));
    const giveUp = (): void => fail('did not answer in time');
    signal.addEventListener('abort', giveUp, { once: true });
    request.end(asked.body ?? '');
    try {
      return await promise;
    } catch (error) {
      request.destroy();
      throw error;
    } finally {
      forgetTimer();
      signal.removeEventListener('abort', giveUp);
      if (!keepsSocket) request.destroy();
    }
  };
}

function createRequest({ method, url, headers, body = '' }: VendorRequest, { plain, secure }: Agents): ClientRequest {
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const options = { method, headers: method === 'GET' ? headers : { ...headers, ...length } };
  return url.startsWith('https:')
    ? https.request(url, { ...options, agent: secure })
    : http.request(url, { ...options, agent: plain });
}

/**
 * Sockets whose connection stands. Whoever waited for one that another request was using is handed it as if it were new:
 * `reusedSocket` is true only of those that were idle.
 */
type Standing = WeakSet<Socket>;

/** Answers what forgets the time that a connection may take. */
function watchConnection(
  request: ClientRequest,
  standing: Standing,
  { connectMs, onConnected, onLate }: { connectMs: number; onConnected(): void; onLate(): void },
): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isAwaited = true;
  const forget = (): void => {
    clearTimeout(timer);
    isAwaited = false;
  };
  const giveUp = (): void => {
    if (isAwaited) onLate();
  };
  request.on('socket', (socket) => {
    if (standing.has(socket)) return onConnected();
    // Where this process itself was held up, the connection stands already, which is heard before an immediate.
    timer = setTimeout(() => setImmediate(giveUp), connectMs);
    socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      forget();
      standing.add(socket);
      onConnected();
    });
  });
  return forget;
}

function collect(
  response: IncomingMessage,
  resolve: (answer: VendorAnswer) => void,
  fail: (message: string, cause?: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const finish = (): void => {
    const body = Buffer.concat(chunks).subarray(0, longestAnswerBytes).toString('utf8');
    resolve({ status: response.statusCode ?? 0, headers: readHeaders(response), body });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length < longestAnswerBytes) return;
    finish();
    // The rest of it is nobody's to read.
    response.destroy();
  });
  response.on('end', finish);
  response.on('error', (error) => fail('broke off its answer', error));
}

function readHeaders({ headersDistinct }: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  return headers;
}

function describe(error: Error, isConnected: boolean): string {
  const words = (error as NodeJS.ErrnoException).code ?? error.message;
  return isConnected ? `did not answer: ${words}` : `cannot be reached: ${words}`;
}
