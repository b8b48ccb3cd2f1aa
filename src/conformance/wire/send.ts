import http from 'node:http';
import https from 'node:https';
import type { Answer } from './answer.ts';
import type { Body } from './bodies.ts';
import { explainWireError, WireFailure } from './wire-failure.ts';

/** One request to a server. */
export interface WireRequest {
  method: string;
  /** From the root of the documented paths, with its query, sent as it is written. */
  path: string;
  headers?: Record<string, string>;
  body?: Body | undefined;
  /** The largest answer that is read; of a longer one nothing is. 2 MiB unless told. */
  mostBytes?: number;
}

/** Where requests go, and what is waited for. */
export interface Server {
  /** Without a trailing slash. */
  baseUrl: URL;
  /** Within which a whole answer must have come. */
  timeoutMs: number;
}

const mebibyte = 1024 * 1024;

const agents = { http: new http.Agent({ keepAlive: true }), https: new https.Agent({ keepAlive: true }) };

/** Closes the connections that were kept open. */
export function endConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy();
}

/**
 * Sends a request exactly as given: paths are not normalised, redirects not followed, a GET may have a body. Throws
 * WireFailure where no whole answer comes in time.
 */
export async function send(server: Server, request: WireRequest): Promise<Answer> {
  try {
    return await exchangeOnce(server, request);
  } catch (error) {
    // The server had closed the connection that was kept open; it never saw the request.
    if (error instanceof StaleConnection) return exchangeOnce(server, request);
    throw error;
  }
}

class StaleConnection extends WireFailure {}

function exchangeOnce({ baseUrl, timeoutMs }: Server, request: WireRequest): Promise<Answer> {
  const { method, path, body } = request;
  const isSafe = baseUrl.protocol === 'https:';
  const headers = { Host: baseUrl.host, ...describeBody(body), ...request.headers };
  const options = {
    method,
    host: hostOf(baseUrl),
    port: baseUrl.port,
    path: baseUrl.pathname.replace(/\/$/, '') + path,
  };
  return new Promise((resolve, reject) => {
    const exchange = (isSafe ? https : http).request({
      ...options,
      headers,
      agent: isSafe ? agents.https : agents.http,
    });
    const fail = (failure: WireFailure): void => {
      clearTimeout(deadline);
      exchange.destroy();
      reject(failure);
    };
    const tooSlow = `no whole answer from ${baseUrl.host} within ${timeoutMs / 1000} s`;
    const deadline = setTimeout(() => fail(new WireFailure('timeout', tooSlow)), timeoutMs);
    exchange.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = exchange.reusedSocket && error.code === 'ECONNRESET';
      fail(isStale ? new StaleConnection('broken', 'stale') : explainWireError(error, baseUrl.host));
    });
    exchange.on('response', (response) => {
      readWhole(response, request.mostBytes ?? 2 * mebibyte).then(
        (bytes) => {
          clearTimeout(deadline);
          resolve(toAnswer(request, response, bytes));
        },
        (error) => fail(error instanceof WireFailure ? error : explainWireError(error, baseUrl.host)),
      );
    });
    exchange.end(body?.bytes);
  });
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function describeBody(body: Body | undefined): Record<string, string> {
  return body ? { 'Content-Type': body.type, 'Content-Length': String(body.bytes.length) } : {};
}

async function readWhole(response: http.IncomingMessage, mostBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    length += part.length;
    if (length > mostBytes) {
      throw new WireFailure('too-large', `the answer does not end within ${mostBytes / mebibyte} MiB`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function toAnswer({ method, path }: WireRequest, response: http.IncomingMessage, bytes: Buffer): Answer {
  const text = bytes.toString('utf8');
  const { statusCode = 0, headers } = response;
  return { asked: { method, path }, status: statusCode, headers, bytes, text, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
