import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Avatars, Picture } from './core/avatars/avatars.ts';
import { asDomainError } from './core/errors.ts';

const contentTypes = { png: 'image/png', jpg: 'image/jpeg', bmp: 'image/bmp' } as const;

/** Answers `/avatars/<name>` in plain HTTP: 200, 206, 304, 404, 405, 416 (R5). The bytes behind a name never change. */
export async function answerAvatar(avatars: Avatars, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (request.method === 'OPTIONS') return end(response, 204, { Allow: 'GET, HEAD, OPTIONS' });
  if (request.method !== 'GET' && request.method !== 'HEAD') return end(response, 405, { Allow: 'GET, HEAD, OPTIONS' });
  const path = (request.url ?? '/').split('?', 1)[0] as string;
  try {
    const picture = await avatars.find(path);
    if (picture) sendPicture(picture, `"${path.slice('/avatars/'.length)}"`, request, response);
    else end(response, 404);
  } catch (error) {
    end(response, asDomainError(error).kind === 'unavailable' ? 503 : 500);
  }
}

function sendPicture(picture: Picture, etag: string, request: IncomingMessage, response: ServerResponse): void {
  // Not for shared caches: a deleted account's picture must not live on there.
  const caching = { ETag: etag, 'Cache-Control': 'private, max-age=86400, immutable' };
  if (names(request.headers['if-none-match'], etag)) return end(response, 304, caching);
  const size = picture.bytes.length;
  const range = readRange(request, etag, size);
  if (range === 'outside') return end(response, 416, { 'Content-Range': `bytes */${size}` });
  const bytes = range ? picture.bytes.subarray(range.start, range.end + 1) : picture.bytes;
  response.writeHead(range ? 206 : 200, {
    ...caching,
    'Accept-Ranges': 'bytes',
    'Content-Type': contentTypes[picture.format],
    'Content-Length': bytes.length,
    ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
