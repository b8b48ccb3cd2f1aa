import type { ClientRequest, IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { http } from '../http/node-http.ts';
import { limits } from './limits.ts';
import type { RawHeaders } from './passed-headers.ts';
import type { Side } from './sides.ts';

/** One of the two servers, over HTTP. */
export interface Upstream {
  side: Side;
  /** Sends a request and answers the head of what it says; throws UpstreamFailure. `signal` gives it up. */
  ask(asked: Asked, signal: AbortSignal): Promise<IncomingMessage>;
  close(): void;
}

export interface Asked {
  method: string;
  /** Path and query. */
  url: string;
  headers: RawHeaders;
  /** Bytes may be sent a second time, a stream may not. */
  body: Buffer | Readable | undefined;
}

/** Why a server gave no answer; `message` is a few words for an operator. */
export class UpstreamFailure extends Error {
  readonly kind: 'unreachable' | 'timed out' | 'given up';

  constructor(kind: UpstreamFailure['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'UpstreamFailure';
    this.kind = kind;
  }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const mostIdleConnections = 64;

/** Reaches one of the servers; it may be silent for `silenceMs` at a time. */
export function createUpstream(side: Side, base: URL, silenceMs: number): Upstream {
  const secure = base.protocol === 'https:';
  const options = { keepAlive: true, maxFreeSockets: mostIdleConnections };
  const kept = secure ? new https.Agent(options) : new http.Agent(options);
  // A kept connection may be closed by the server as a request leaves, and then nobody knows whether it arrived: what
  // changes something gets a new one.
  const own = secure ? new https.Agent({ keepAlive: false }) : new http.Agent({ keepAlive: false });
  const send = secure ? https.request : http.request;

  function ask(asked: Asked, signal: AbortSignal): Promise<IncomingMessage> {
    const isSafe = safeMethods.has(asked.method);
    const mayRepeat = isSafe && (asked.body === undefined || Buffer.isBuffer(asked.body));
    return askOnce(asked, isSafe && mayRepeat, signal).catch((error: unknown) => {
      if (!mayRepeat || signal.aborted || !wasClosedMeanwhile(error)) throw error;
      return askOnce(asked, false, signal);
    });
  }

  function askOnce({ method, url, headers, body }: Asked, onKept: boolean, signal: AbortSignal) {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const request: ClientRequest = send({
      protocol: base.protocol,
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port === '' ? (secure ? 443 : 80) : Number(base.port),
      method,
      path: url,
      headers: (isNamed(headers) ? headers : [...headers, 'Host', base.host]) as string[],
      maxHeaderSize: limits.headerBytes,
      agent: onKept ? kept : own,
      timeout: silenceMs,
    });
    const giveUp = (): void => void request.destroy(new UpstreamFailure('given up', 'was given up', signal.reason));
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
    request.on('close', () => signal.removeEventListener('abort', giveUp));
    request.on('timeout', () => {
      request.destroy(new UpstreamFailure('timed out', `said nothing for ${silenceMs / 1000} s`));
    });
    request.on('error', (error) => reject(toFailure(error, request)));
    request.on('response', resolve);
    sendBody(request, body);
    return promise;
  }

  return {
    side,
    ask,
    close() {
      kept.destroy();
      own.destroy();
    },
  };
}

/** A client of HTTP/1.0, such as a balancer's probe, names no host; what goes on is HTTP/1.1, which has to. */
function isNamed(headers: RawHeaders): boolean {
  return headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host');
}

/** Not by `pipeline`, which would take an answer that comes before the end of the body for a failure. */
function sendBody(request: ClientRequest, body: Asked['body']): void {
  if (body === undefined || Buffer.isBuffer(body)) {
    request.end(body);
    return;
  }
  body.pipe(request);
  body.once('error', () => request.destroy());
  // Nobody reads on: the sender of the rest is not to wait for that.
  request.once('close', () => {
    body.unpipe(request);
    body.resume();
  });
}

function toFailure(error: Error, request: ClientRequest): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const words = (error as NodeJS.ErrnoException).code ?? error.message;
  const failure = new UpstreamFailure('unreachable', `cannot be reached: ${words}`, error);
  return Object.assign(failure, { onUsedConnection: request.reusedSocket });
}

function wasClosedMeanwhile(error: unknown): boolean {
  return (error as { onUsedConnection?: boolean }).onUsedConnection === true;
}
