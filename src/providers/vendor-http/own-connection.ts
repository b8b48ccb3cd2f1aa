import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { longestAnswerBytes, type SendToVendor, type VendorAnswer, VendorUnreachable } from './vendor-http.ts';

/**
 * Sends each request on a connection of its own. One that was kept could be closed by the vendor as the request leaves,
 * and then nobody knows whether it arrived; with a new one it surely did not, until the connection stands. That takes
 * `connectMs` at most. Whatever ends a request destroys its socket.
 */
export function createOwnConnections(connectMs: number): SendToVendor {
  // An agent that keeps no connections still keeps TLS sessions, which spares half a handshake.
  const secureAgent = new https.Agent({ keepAlive: false });
  const plainAgent = new http.Agent({ keepAlive: false });

  return ({ method, url, headers, body = '' }, signal) => {
    const { promise, resolve, reject } = Promise.withResolvers<VendorAnswer>();
    let isConnected = false;
    const fail = (message: string, cause?: unknown): void => {
      reject(new VendorUnreachable(message, isConnected, cause));
    };
    if (signal.aborted) {
      fail('was not asked in time');
      return promise;
    }
    const isSecure = url.startsWith('https:');
    const length = { 'content-length': String(Buffer.byteLength(body)) };
    const options = { method, headers: method === 'GET' ? headers : { ...headers, ...length } };
    const request = isSecure
      ? https.request(url, { ...options, agent: secureAgent })
      : http.request(url, { ...options, agent: plainAgent });
    const giveUp = (): void => fail('did not answer in time');
    const timer = setTimeout(() => fail('cannot be reached: the connection takes too long'), connectMs);
    request.on('socket', (socket) =>
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isConnected = true;
        clearTimeout(timer);
      }),
    );
    request.on('error', (error) => fail(describe(error, isConnected), error));
    request.on('response', (response) => collect(response, resolve, fail));
    signal.addEventListener('abort', giveUp, { once: true });
    request.end(body);
    return promise.finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      request.destroy();
    });
  };
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
    const headers = new Headers();
    for (const [name, values = []] of Object.entries(response.headersDistinct)) {
      for (const value of values) headers.append(name, value);
    }
    resolve({ status: response.statusCode ?? 0, headers, body });
  };
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= longestAnswerBytes) finish();
  });
  response.on('end', finish);
  response.on('error', (error) => fail('broke off its answer', error));
}

function describe(error: Error, isConnected: boolean): string {
  const words = (error as NodeJS.ErrnoException).code ?? error.message;
  return isConnected ? `did not answer: ${words}` : `cannot be reached: ${words}`;
}
