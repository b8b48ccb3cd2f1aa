import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Avatars, Picture } from '../core/avatars/avatars.ts';
import { asDomainError } from '../core/errors.ts';
import { hasAlready, readRange } from '../http/file-requests.ts';

interface Answer {
  status: number;
  headers?: OutgoingHttpHeaders;
  bytes?: Buffer;
}

const contentTypes = { png: 'image/png', jpg: 'image/jpeg', bmp: 'image/bmp' } as const;
const allow = { Allow: 'GET, HEAD, OPTIONS' };

/** Answers `/avatars/<name>` in plain HTTP: 200, 206, 304, 404, 405, 416 (R5). */
export async function answerAvatar(
  avatars: Avatars,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { status, headers, bytes } = await findAnswer(avatars, request).catch((error: unknown): Answer => {
    return { status: asDomainError(error).kind === 'unavailable' ? 503 : 500 };
  });
  response.writeHead(status, {
    'Access-Control-Allow-Origin': '*',
    'X-Content-Type-Options': 'nosniff',
    ...headers,
    ...(status !== 204 && status !== 304 && { 'Content-Length': bytes?.length ?? 0 }),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function findAnswer(avatars: Avatars, request: IncomingMessage): Promise<Answer> {
  if (request.method === 'OPTIONS') return { status: 204, headers: allow };
  if (request.method !== 'GET' && request.method !== 'HEAD') return { status: 405, headers: allow };
  const path = (request.url ?? '/').split('?', 1)[0] as string;
  const picture = await avatars.find(path);
  // The bytes behind a name never change, so that the name tells versions apart.
  return picture ? answerPicture(picture, `"${path.slice('/avatars/'.length)}"`, request) : { status: 404 };
}

function answerPicture({ format, bytes }: Picture, etag: string, request: IncomingMessage): Answer {
  // Private: a picture must not live on in shared caches when its account is deleted.
  const caching = { ETag: etag, 'Cache-Control': 'private, max-age=86400, immutable' };
  if (hasAlready(request, etag)) return { status: 304, headers: caching };
  const range = readRange(request, etag, bytes.length);
  if (range === 'outside') return { status: 416, headers: { 'Content-Range': `bytes */${bytes.length}` } };
  const headers = { ...caching, 'Accept-Ranges': 'bytes', 'Content-Type': contentTypes[format] };
  if (!range) return { status: 200, headers, bytes };
  const contentRange = `bytes ${range.start}-${range.end}/${bytes.length}`;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': contentRange },
    bytes: bytes.subarray(range.start, range.end + 1),
  };
}
