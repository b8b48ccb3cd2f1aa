import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { ErrorWriter } from '../http/app.ts';
import type { TrustedProxies } from '../http/trusted-proxies.ts';
import type { Answered, Answerer } from './answerer.ts';
import { readBodyFields } from './body-fields.ts';
import type { EndpointFinder } from './endpoints.ts';
import type { ClientCall } from './exchange.ts';
import type { Figures } from './figures.ts';
import { passAnswerHeaders, passRequestHeaders } from './passed-headers.ts';
import { type IncomingBody, readFirst } from './read-first.ts';
import { refuse } from './refusals.ts';
import { findRequestKeys } from './request-keys.ts';
import { urlOf } from './request-path.ts';
import type { Watch, Watcher } from './watcher.ts';

export interface ProxyDeps {
  /** The contract's words for failures. */
  writeError: ErrorWriter;
  trusted: TrustedProxies;
  /** In place of the Host that clients send. */
  host: string | undefined;
  findEndpoint: EndpointFinder;
  figures: Figures;
  answerer: Answerer;
  watcher: Watcher;
}

/** Answers every request from the server that is to answer it; what is compared is looked at as it passes. */
export function createProxy(deps: ProxyDeps): RequestListener {
  const { writeError, answerer, watcher } = deps;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Contracts have no WebSockets: nobody has such a path.
    if (isWebSocket(request)) return refuse(writeError, 'request.unknown_path', { request, response });
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const incoming = await readFirst(request).catch(() => undefined);
    if (!incoming || gone.signal.aborted) return;
    const call = toCall(request, incoming, deps);
    call.figures.requests += 1;
    const watch = watcher.begin(call, incoming);
    try {
      const answered = await answerer.answer(call, incoming.bytes ?? watch.sent, gone.signal);
      call.figures.answered[answered.side] += 1;
      await pass(answered, response, watch);
    } catch {
      if (!gone.signal.aborted) refuse(writeError, 'database.unavailable', { request, response });
    } finally {
      watch.end(gone.signal.aborted);
    }
  }

  return (request, response) => void serve(request, response).catch(() => response.destroy());
}

async function pass({ side, message }: Answered, response: ServerResponse, watch: Watch): Promise<void> {
  // Nothing is added to what the server says.
  response.sendDate = false;
  response.writeHead(message.statusCode ?? 502, message.statusMessage, passAnswerHeaders(message));
  const tap = watch.tapAnswer(side, message);
  await (tap ? pipeline(message, tap, response) : pipeline(message, response));
}

function toCall(request: IncomingMessage, { bytes }: IncomingBody, deps: ProxyDeps): ClientCall {
  const { method = 'GET', headers } = request;
  const url = urlOf(request);
  const endpoint = deps.findEndpoint(method, url);
  const fields = readBodyFields(bytes, headers['content-type']);
  return {
    endpoint,
    figures: deps.figures.of(endpoint.name),
    method,
    url,
    headers,
    passed: passRequestHeaders(request, deps),
    fields,
    keys: findRequestKeys(headers, fields),
  };
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}
