import { request } from 'node:http';
import { join } from 'node:path';
import type { Endings } from '../../test/support/endings.ts';
import type { Asked } from '../load/requests.ts';
import { type Pinned, serverCore, startPinned, untilPrinted } from './pinned.ts';

/** A reference that answers over HTTP. */
export interface Reference extends Pinned {
  url: string;
}

/** An answer to be given again: what the connection itself adds is left out. */
export interface Recorded {
  status: number;
  headers: string[];
  /** In base64. */
  body: string;
}

const ofTheConnection = /^(date|connection|keep-alive|transfer-encoding)$/i;

/** Asks once, and answers what came. Throws where that is an error. */
export async function record(url: string, { method = 'GET', path, headers, body }: Asked): Promise<Recorded> {
  const { promise, resolve, reject } = Promise.withResolvers<Recorded>();
  const asked = request(url + path, { method, headers: { ...headers }, agent: false }, async (response) => {
    const text = Buffer.concat(await response.toArray());
    const { statusCode: status = 0, rawHeaders } = response;
    if (status >= 400) reject(new Error(`${method} ${path}: ${status} ${text}`));
    const kept = rawHeaders.flatMap((name, at) =>
      at % 2 === 0 && !ofTheConnection.test(name) ? [name, rawHeaders[at + 1] as string] : [],
    );
    resolve({ status, headers: kept, body: text.toString('base64') });
  });
  asked.on('error', reject).end(body);
  return promise;
}

/** node:http and nothing else, answering always the same. */
export function startBare(endings: Endings, answer: Recorded): Promise<Reference> {
  return startReference(endings, 'bare.ts', [JSON.stringify(answer)]);
}

/** One of bench/references that serves. */
export async function startReference(
  endings: Endings,
  program: string,
  words: readonly string[] = [],
  folder = 'references',
): Promise<Reference> {
  const file = join(import.meta.dirname, '..', folder, program);
  const pinned = startPinned(endings, serverCore, [process.execPath, file, ...words]);
  const [url] = await untilPrinted(pinned, /http:\/\/\S+?:\d+/);
  return { ...pinned, url };
}
