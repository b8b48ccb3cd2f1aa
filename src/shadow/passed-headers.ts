import type { IncomingMessage } from 'node:http';
import { peerOf, type TrustedProxies } from '../http/trusted-proxies.ts';

/** Headers as Node reads and writes them raw: name, value, name, value; order, spelling and repetitions are kept. */
export type RawHeaders = readonly string[];

// RFC 9110 §7.6.1, and what is agreed between two neighbours.
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** Written anew, from what this proxy knows itself. */
const forwarded = new Set(['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'forwarded', 'x-real-ip']);
// Node has answered it already.
const answeredHere = new Set(['expect', 'http2-settings']);

/** What a request is sent on with. */
export interface PassedRequest {
  trusted: TrustedProxies;
  /** In place of the Host that the client sent. */
  host: string | undefined;
}

/** The headers of a request as the next server is to see them. What a proxy in front says of the client is kept where that proxy is trusted. */
export function passRequestHeaders(request: IncomingMessage, { trusted, host }: PassedRequest): string[] {
  const peer = peerOf(request);
  const said = trusted.has(peer) ? request.headers : {};
  const own = nominated(request.headers.connection);
  const passed = filter(request.rawHeaders, (name) => {
    if (name === 'host') return host === undefined;
    return !hopByHop.has(name) && !own.has(name) && !forwarded.has(name) && !answeredHere.has(name);
  });
  const client = [said['x-forwarded-for'], peer].filter(Boolean).join(', ');
  const clientHost = said['x-forwarded-host'] ?? request.headers.host;
  passed.push('X-Forwarded-For', client, 'X-Forwarded-Proto', trusted.schemeOf(request));
  if (clientHost !== undefined) passed.push('X-Forwarded-Host', String(clientHost));
  if (host !== undefined) passed.push('Host', host);
  passed.push(...framing(request));
  return passed;
}

/** A body without a length has to say so, whatever the method; where there is none, Node would say otherwise of some methods. */
function framing({ method = '', headers }: IncomingMessage): string[] {
  if (headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  const isEmpty = headers['content-length'] === undefined && /^(POST|PUT|PATCH)$/.test(method);
  return isEmpty ? ['Content-Length', '0'] : [];
}

/** The headers of an answer as the client is to see them. */
export function passAnswerHeaders({ rawHeaders, headers }: IncomingMessage): string[] {
  const own = nominated(headers.connection);
  return filter(rawHeaders, (name) => !hopByHop.has(name) && !own.has(name));
}

/** Without those of the names, which are in lower case. */
export function withoutHeaders(raw: RawHeaders, names: readonly string[]): string[] {
  return filter(raw, (name) => !names.includes(name));
}

/** What a Connection header names belongs to the connection too. */
function nominated(connection: string | undefined): Set<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}

function filter(raw: RawHeaders, keeps: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const [name, value] = [raw[index] as string, raw[index + 1] as string];
    if (keeps(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}
