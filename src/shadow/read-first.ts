import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { limits } from './limits.ts';

/** A request's body: whole where it is small, so that its fields can tell who can answer; else as it comes. */
export type IncomingBody = { bytes: Buffer; stream?: undefined } | { bytes?: undefined; stream: Readable | undefined };

/** Reads the body of what may change something as far as it is small; throws where the client goes away meanwhile. */
export async function readFirst(request: IncomingMessage): Promise<IncomingBody> {
  if (!hasBody(request)) return { stream: undefined };
  const isLarge = Number(request.headers['content-length'] ?? 0) > limits.readFirstBytes;
  if (request.method === 'GET' || isLarge) return { stream: heedless(request) };
  const chunks: Buffer[] = [];
  let length = 0;
  const iterator = request[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    chunks.push(next.value);
    length += next.value.length;
    // One that did not tell its length.
    if (length > limits.readFirstBytes) return { stream: heedless(Readable.from(continueWith(chunks, iterator))) };
  }
  return { bytes: Buffer.concat(chunks) };
}

/** That a client went away is heard elsewhere; an error that nobody hears would end the process. */
function heedless(stream: Readable): Readable {
  return stream.on('error', () => {});
}

async function* continueWith(chunks: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}
