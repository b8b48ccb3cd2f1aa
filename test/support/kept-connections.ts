import http, { type IncomingHttpHeaders } from 'node:http';
import https from 'node:https';

/** An answer, its body as bytes. */
export interface KeptAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What is sent: an object goes as JSON, a form as multipart. */
export interface KeptRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: object | FormData;
}

/**
 * Asks over HTTP/1.1 on connections that are kept, as most programs in the field do. Not fetch: over HTTP/2 it fails what is
 * under way when nginx ends a connection after its thousandth request, although that is answered.
 */
export function createKeptConnections() {
  const plain = new http.Agent({ keepAlive: true });
  const secure = new https.Agent({ keepAlive: true });

  async function ask(url: string, { method = 'GET', headers = {}, body }: KeptRequest = {}): Promise<KeptAnswer> {
    const sent = body && (await encode(body));
    const own = sent && { 'content-type': sent.type, 'content-length': String(sent.bytes.length) };
    const options = { method, headers: { ...own, ...headers } };
    const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
    const asked = url.startsWith('https:')
      ? https.request(url, { ...options, agent: secure }, resolve)
      : http.request(url, { ...options, agent: plain }, resolve);
    asked.on('error', reject).end(sent?.bytes);
    const answer = await promise;
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      body: Buffer.concat(await answer.toArray()),
    };
  }

  function close(): void {
    plain.destroy();
    secure.destroy();
  }

  return { ask, close };
}

async function encode(body: object | FormData): Promise<{ type: string; bytes: Buffer }> {
  if (!(body instanceof FormData)) return { type: 'application/json', bytes: Buffer.from(JSON.stringify(body)) };
  const encoded = new Response(body);
  return {
    type: encoded.headers.get('content-type') as string,
    bytes: Buffer.from(await encoded.arrayBuffer()),
  };
}
