import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { DomainError } from './core/errors.ts';
import { runFor } from './core/origin.ts';
import { type HttpApp, jsonType } from './http/app.ts';
import { hasBadEscape } from './http/body.ts';
import { type Exchange, gone, type RequestWatch, unknownRoute } from './http/exchange.ts';
import type { ForwardedOrigin } from './http/forwarded-origin.ts';
import { http } from './http/node-http.ts';
import { dataHeaderList, dataHeaders } from './http/page-headers.ts';

/** Answers one of the server's own paths, which belong to no contract (`/healthz`, `/avatars/…`). */
export type PathHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** One API, as far as the edge needs it. */
export type ApiTarget = Pick<HttpApp, 'name' | 'handle' | 'writeError' | 'refusalHeaders'>;
/** Who answers a path. */
export type Target = ApiTarget | PathHandler;
/** Path prefixes and who answers below them, the longest first. */
export type PrefixTable = ReadonlyArray<readonly [prefix: string, target: Target]>;

/** Who answers which path: the server's own first, then path prefixes, then what is left (ADR 0009). */
export interface PathTable {
  serverPaths: PrefixTable;
  byPrefix: PrefixTable;
  rest: Target;
}

/** One listener's table; a host name that belongs to one contract has a table of its own. */
export interface EdgeTable extends PathTable {
  byHost: ReadonlyMap<string, PathTable>;
}

const headersTimeoutMs = 15_000;
const idleTimeoutMs = 65_000;
// Neither a byte read nor one written for so long: an upload that stalled, or a reader who went away.
const stalledTimeoutMs = 60_000;
// More than Node reads by default, so that an oversized header still gets an answer in its contract's envelope.
const parserHeaderBytes = 96 * 1024;
const maxHeaderBytes = 16 * 1024;
const lingerMs = 5_000;
// Hardly any client sends a request before it has the answer to the last one.
const mostInLine = 64;
const countedMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What is known of a connection while it is open. */
interface Connection {
  /** Its newest request: what broken bytes after its head belong to. */
  newest: { request: IncomingMessage; response: ServerResponse };
  isAnswering: boolean;
  /** What was sent before the answer to the last one, not begun yet. */
  line: Array<() => void>;
}

const connections = new WeakMap<Socket, Connection>();

/** What an edge needs besides its table. */
export interface EdgeDeps {
  watch: RequestWatch;
  /** What a proxy says that the request is a part of, where it is one that we believe. */
  readForwarded(request: IncomingMessage): ForwardedOrigin;
}

/** Who answers, under which label of the server's own. */
interface Found {
  target: Target;
  contract: string;
  /** Of a server's own path, which has no pattern: its prefix. */
  route: string;
}

/** The server of one listener, not listening yet; it sends each request to whom the table of that moment names. */
export function createEdge(currentTable: () => EdgeTable, { watch, readForwarded }: EdgeDeps): Server {
  const requestPrefix = randomBytes(6).toString('hex');
  let requestCount = 0;

  const server = http.createServer(
    {
      maxHeaderSize: parserHeaderBytes,
      headersTimeout: headersTimeoutMs,
      // Bodies have deadlines of their own where they are read; one for all would cut long uploads.
      requestTimeout: 0,
      keepAliveTimeout: idleTimeoutMs,
      connectionsCheckingInterval: 5_000,
      // Node's own refusal would wear no envelope; host names matter only where a contract has one.
      requireHostHeader: false,
    },
    (request, response) =>
      inTurn(request, response, () => {
        requestCount += 1;
        const { requestId = `${requestPrefix}-${requestCount.toString(36)}`, traceparent } = readForwarded(request);
        answer(currentTable(), { requestId, traceparent, watch }, request, response);
      }),
  );
  server.setTimeout(stalledTimeoutMs);
  // An expectation that we do not know is not heeded, which RFC 9110 §10.1.1 allows; Node would refuse it without an envelope.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connect', (request, socket) => {
    const asked = { method: 'CONNECT', url: request.url ?? '/' };
    writeRaw(currentTable(), asked, new DomainError('request.unknown_path'), { socket, watch });
    // Nobody reads such a connection any more, and who does not read does not hear that the caller is gone.
    socket.resume();
  });
  server.on('clientError', (error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Socket) => {
    answerBrokenRequest(currentTable(), error, { socket, watch });
  });
  return server;
}

/**
 * Requests that came at once on one connection are answered one after another, as their answers leave anyway: begun
 * together, those of a single packet would open more files than a process may.
 */
function inTurn(request: IncomingMessage, response: ServerResponse, begin: () => void): void {
  const { socket } = request;
  const newest = { request, response };
  const connection = connections.get(socket) ?? openConnection(socket, newest);
  connection.newest = newest;
  response.once('close', () => beginNext(socket, connection));
  if (!connection.isAnswering) {
    connection.isAnswering = true;
    begin();
  } else if (connection.line.length < mostInLine) {
    connection.line.push(begin);
  } else {
    socket.destroy();
  }
}

function openConnection(socket: Socket, newest: Connection['newest']): Connection {
  const connection = { newest, isAnswering: false, line: [] };
  connections.set(socket, connection);
  return connection;
}

function beginNext(socket: Socket, connection: Connection): void {
  const begin = socket.writable ? connection.line.shift() : undefined;
  if (begin) begin();
  else connection.isAnswering = false;
}

function answer(
  table: EdgeTable,
  { requestId, traceparent, watch }: { requestId: string; traceparent: string | undefined; watch: RequestWatch },
  request: IncomingMessage,
  response: ServerResponse,
): void {
  request.headers['x-request-id'] = requestId;
  closeUnread(request, response);
  const { target, contract, route } = findTarget(table, request);
  const method = labelOf(request.method);
  const startedAt = performance.now();
  const exchange: Exchange = {
    requestId,
    trace: undefined,
    contract,
    method,
    route,
    startedAt,
    error: undefined,
    rawStatus: undefined,
  };
  request.exchange = exchange;
  watch.begin(exchange, traceparent);
  response.on('close', () => watch.end(exchange, exchange.rawStatus ?? statusOf(request, response)));
  runFor(exchange, () => {
    if (typeof target === 'function') {
      for (const [name, value] of dataHeaderList) response.setHeader(name, value);
      response.setHeader('X-Request-Id', requestId);
      target(request, response);
      return;
    }
    const refusal = findRefusal(request);
    if (refusal) refuse(target, refusal, request, response);
    else target.handle(request, response);
  });
}

/** What was written to a connection that had broken off counts as finished all the same. */
function statusOf(request: IncomingMessage, response: ServerResponse): number {
  return response.writableFinished && !request.errored ? response.statusCode : gone;
}

/** Whatever somebody sends as a method, there are few of them to count by. */
function labelOf(method = 'GET'): string {
  return countedMethods.has(method) ? method : 'other';
}

function findTarget(table: EdgeTable, request: IncomingMessage): Found {
  // A proxy may send the absolute form (RFC 9112 §3.2.2); routes know paths alone.
  const url = request.url ?? '/';
  if (/^https?:\/\//i.test(url)) request.url = url.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
  return findByPath(findByHost(table, request) ?? table, request.url ?? '/');
}

function findByHost({ byHost }: EdgeTable, { headers: { host } }: IncomingMessage): PathTable | undefined {
  if (byHost.size === 0 || host === undefined) return undefined;
  return byHost.get(host.replace(/:\d+$/, '').toLowerCase());
}

function findByPath(table: PathTable, url: string): Found {
  const end = url.search(/[?#]/);
  const path = end === -1 ? url : url.slice(0, end);
  const [prefix, target] = findAbove(table.serverPaths, path) ??
    findAbove(table.byPrefix, path) ?? [unknownRoute, table.rest];
  if (typeof target === 'function') return { target, contract: 'server', route: prefix };
  return { target, contract: target.name, route: unknownRoute };
}

function findAbove(table: PrefixTable, path: string): PrefixTable[number] | undefined {
  for (const entry of table) {
    const [prefix] = entry;
    if (path.startsWith(prefix) && (path.length === prefix.length || path[prefix.length] === '/')) return entry;
  }
  return undefined;
}

function findRefusal(request: IncomingMessage): DomainError | undefined {
  if (hasBadEscape(request.url ?? '')) return new DomainError('request.malformed');
  let headerBytes = request.url?.length ?? 0;
  for (const text of request.rawHeaders) headerBytes += text.length;
  return headerBytes > maxHeaderBytes ? new DomainError('request.malformed') : undefined;
}

function refuse(api: ApiTarget, error: DomainError, request: IncomingMessage, response: ServerResponse): void {
  if (request.exchange) request.exchange.error = error;
  const method = request.method ?? 'GET';
  const asked = { method, url: request.url ?? '/', headers: request.headers };
  const { status, body, contentType = jsonType, headers } = api.writeError(error, asked);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(text),
    'X-Request-Id': request.headers['x-request-id'] as string,
    ...dataHeaders,
    ...api.refusalHeaders,
    ...headers,
  });
  response.end(method === 'HEAD' ? undefined : text);
}

/** An answer given before the body was read ends the connection, or a refused upload would be read to its end. */
function closeUnread(request: IncomingMessage, response: ServerResponse): void {
  if (!hasBody(request)) return;
  response.on('finish', () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.socket.destroy(), lingerMs);
    request.once('end', () => clearTimeout(timer));
    request.once('close', () => clearTimeout(timer));
  });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}

/** What Node's parser refused: answered in the envelope of the path, as far as the bytes or the request before them tell it. */
function answerBrokenRequest(
  table: EdgeTable,
  failure: NodeJS.ErrnoException & { rawPacket?: Buffer },
  { socket, watch }: { socket: Socket; watch: RequestWatch },
): void {
  // Each further chunk of a broken request fails anew, on a connection that has been answered.
  if (socket.destroyed || socket.writableEnded) return;
  const before = connections.get(socket)?.newest;
  const isAnswered = before?.response.headersSent && !(before.request.complete && before.response.writableEnded);
  if (failure.code === 'ECONNRESET' || isAnswered) {
    socket.destroySoon();
    return;
  }
  const line = failure.rawPacket?.subarray(0, 2048).toString('latin1') ?? '';
  const [, method, url] = /^([A-Z]+) (\S+)/.exec(line) ?? [];
  const asked = before && { method: before.request.method ?? 'GET', url: before.request.url ?? '/' };
  const request = method && url ? { method, url } : (asked ?? { method: 'GET', url: '/' });
  // After a request, what begins with no method is what its body had more than its Content-Length says.
  const isLeftOver = before !== undefined && (method === undefined || http.METHODS.includes(method));
  const isMethodUnknown = failure.code === 'HPE_INVALID_METHOD' && !isLeftOver;
  const error = new DomainError(isMethodUnknown ? 'request.unknown_path' : 'request.malformed');
  // What began and has no answer yet ends with this one.
  const begun = before?.response.writableEnded === false ? before.request.exchange : undefined;
  writeRaw(table, request, error, { socket, watch, begun });
}

/** Writes a whole answer where Node made no response to write to. */
function writeRaw(
  table: EdgeTable,
  request: { method: string; url: string },
  error: DomainError,
  { socket, watch, begun }: { socket: Duplex; watch: RequestWatch; begun?: Exchange | undefined },
): void {
  const { target, contract } = findByPath(table, request.url);
  const { status, body, contentType, headers } = refusalOf(target, error, request);
  if (begun) Object.assign(begun, { rawStatus: status, error });
  else watch.refuse({ contract, method: labelOf(request.method), status, error });
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? 'Error'}`,
    `Content-Type: ${contentType ?? jsonType}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    `X-Request-Id: ${begun?.requestId ?? randomBytes(9).toString('hex')}`,
    ...[...dataHeaderList, ...Object.entries(headers)].map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ].join('\r\n');
  endWith(socket, `${head}\r\n\r\n${text}`);
}

/** Sends the last bytes of a connection that Node has given up, and waits no longer than `lingerMs` for the caller to go. */
function endWith(socket: Duplex, bytes: string): void {
  // After CONNECT nobody else listens, and an error that nobody hears ends the process.
  socket.on('error', () => socket.destroy());
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(bytes);
}

function refusalOf(target: Target, error: DomainError, request: { method: string; url: string }) {
  if (typeof target === 'function') return { status: 400, body: { status: 400, title: 'Bad Request' }, headers: {} };
  const written = target.writeError(error, { ...request, headers: {} });
  return { ...written, headers: { ...target.refusalHeaders, ...written.headers } };
}
