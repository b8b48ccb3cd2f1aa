import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/**
 * Whether the caller has the file with that entity tag already (If-None-Match), or, where it asks by date alone, the one
 * with that `Last-Modified` (If-Modified-Since, RFC 9110 §13.1): then 304.
 */
export function hasAlready(request: IncomingMessage, etag: string, lastModified = ''): boolean {
  const { 'if-none-match': ifNoneMatch, 'if-modified-since': since } = request.headers;
  if (ifNoneMatch === undefined) return since !== undefined && Date.parse(lastModified) <= Date.parse(since);
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes(etag) || tags.includes('*');
}

/**
 * The single range that a GET asks for (RFC 9110 §14.2); undefined where the whole file is to be sent: no range, several,
 * an unknown unit, or one of another version (If-Range). `outside` where no byte of it exists: then 416.
 */
export function readRange(
  request: IncomingMessage,
  etag: string,
  sizeBytes: number,
  lastModified?: string,
): ByteRange | 'outside' | undefined {
  const { range, 'if-range': ifRange } = request.headers;
  if (request.method !== 'GET' || range === undefined) return undefined;
  if (ifRange !== undefined && ifRange !== etag && ifRange !== lastModified) return undefined;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(range.trim()) ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  if (first === '') return clip(Math.max(0, sizeBytes - Number(last)), sizeBytes - 1, sizeBytes);
  if (last !== '' && Number(last) < Number(first)) return undefined;
  return clip(Number(first), last === '' ? sizeBytes - 1 : Number(last), sizeBytes);
}

function clip(start: number, end: number, sizeBytes: number): ByteRange | 'outside' {
  return start < sizeBytes ? { start, end: Math.min(end, sizeBytes - 1) } : 'outside';
}

/** A file whose first piece is at hand: what fails before it throws, while a failure can still be answered as such. */
export async function begun(content: Readable): Promise<Readable> {
  await once(content, 'readable');
  return content;
}
