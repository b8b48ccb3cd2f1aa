import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Endings } from '../endings.ts';
import { findFreePort } from '../free-port.ts';

/** Somebody whom an old server knows. */
export interface OldAccount {
  /** What signs in: a phone, an e-mail or a handle, as the contract has it. */
  identifier: string;
  password: string;
  /** What else the old server shows of the account, by the contract's own names. */
  profile?: Readonly<Record<string, unknown>>;
}

export interface OldRequest {
  headers: IncomingHttpHeaders;
  path: string;
  params: Record<string, string>;
  query: URLSearchParams;
  fields: Record<string, string>;
}

// biome-ignore lint/suspicious/noExplicitAny: plants change bodies of any shape.
export type OldAnswer = { status: number; headers: Record<string, string>; body: any };

export type OldHandler = (request: OldRequest) => Partial<OldAnswer> & Pick<OldAnswer, 'body'>;
/** By method and path, as the contract has them: `GET /api/faq/:id`. */
export type OldRoutes = Readonly<Record<string, OldHandler>>;

/** A small old back end: what it implements, it answers as its contract says, until something is planted. */
export interface OldServer {
  url: string;
  /** Sign-ins that it was asked for, by identifier: right and wrong ones. */
  signIns: Array<{ identifier: string; succeeded: boolean }>;
  /** What it was asked, as `METHOD path`. */
  asked: string[];
  /** Headers of the newest request. */
  lastHeaders(): IncomingHttpHeaders;
  /** From now on the answers of an endpoint are changed by hand. */
  plant(endpoint: string, change: (answer: OldAnswer, request: OldRequest) => void): void;
  /** Ends it, and opens it again at the same port. */
  stop(): Promise<void>;
  restart(): Promise<void>;
}

export interface OldServerParts {
  routes: OldRoutes;
  /** Answers paths that the contract has not. */
  unknown: OldHandler;
  /** Takes a request out of the contract's hands: streams, silence, what breaks off. */
  special?: Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;
}

const longestBody = 1024 * 1024;

/** Serves on a free port until the test ends. */
export async function serveOld(
  context: Endings,
  signIns: OldServer['signIns'],
  parts: OldServerParts,
): Promise<OldServer> {
  const plants = new Map<string, Parameters<OldServer['plant']>[1]>();
  const asked: string[] = [];
  let last: IncomingHttpHeaders = {};
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    last = request.headers;
    const special = parts.special?.[`${request.method} ${request.url?.split('?')[0]}`];
    if (special) special(request, response);
    else answer(parts, plants, request, response).catch(() => response.destroy());
  });
  const open = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  // One of those that the system gives might be somebody else's when this opens again.
  const port = await findFreePort();
  await open(port);
  context.after(stop);
  return {
    url: `http://127.0.0.1:${port}`,
    signIns,
    asked,
    lastHeaders: () => last,
    plant: (endpoint, change) => void plants.set(endpoint, change),
    stop,
    restart: () => open(port),
  };
}

async function answer(
  { routes, unknown }: OldServerParts,
  plants: ReadonlyMap<string, Parameters<OldServer['plant']>[1]>,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(message.url ?? '/', 'http://old');
  const fields = await readFields(message);
  const found = find(routes, message.method === 'HEAD' ? 'GET' : (message.method ?? ''), url.pathname);
  const request = {
    headers: message.headers,
    path: url.pathname,
    params: found?.params ?? {},
    query: url.searchParams,
    fields,
  };
  const handler = found ? (routes[found.name] as OldHandler) : unknown;
  const said: OldAnswer = { status: 200, headers: {}, ...structuredClone(handler(request)) };
  if (found) plants.get(found.name)?.(said, request);
  const text = typeof said.body === 'string' || said.body instanceof Uint8Array ? said.body : JSON.stringify(said.body);
  response.writeHead(said.status, {
    'content-type': 'application/json; charset=utf-8',
    'access-control-allow-origin': '*',
    'content-length': Buffer.byteLength(text),
    ...said.headers,
  });
  response.end(message.method === 'HEAD' ? undefined : text);
}

function find(
  routes: OldRoutes,
  method: string,
  path: string,
): { name: string; params: Record<string, string> } | undefined {
  for (const name of Object.keys(routes)) {
    const [routeMethod, pattern = ''] = name.split(' ');
    if (routeMethod !== method) continue;
    const shape = pattern.replace(/:(\w+)/g, '(?<$1>[^/]+)').replace('*', '(?<rest>.*)');
    const match = new RegExp(`^${shape}$`).exec(path);
    if (match) return { name, params: { ...match.groups } };
  }
  return undefined;
}

/** JSON, forms and multipart alike, as text. */
async function readFields(message: IncomingMessage): Promise<Record<string, string>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= longestBody) chunks.push(chunk);
  }
  const type = message.headers['content-type'] ?? '';
  const body = Buffer.concat(chunks);
  if (body.length === 0 || length > longestBody) return {};
  if (type.includes('json')) {
    const value = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, String(each)]));
  }
  const form = await new Response(body, { headers: { 'content-type': type } }).formData();
  return Object.fromEntries([...form].map(([name, value]) => [name, typeof value === 'string' ? value : value.name]));
}

/** `YYYY-MM-DD HH:mm:ss` of no time in particular. */
export const oldTime = '2019-05-22 18:20:45';
