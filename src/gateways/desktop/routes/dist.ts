import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../core/errors.ts';
import type { Release, ReleaseFile } from '../../../core/releases/releases.ts';
import type { GatewayContext } from '../../gateway.ts';
import { decodePath } from '../paths.ts';
import { readRange } from '../ranges.ts';

/** Downloads of releases (desktop §1.3.1): plain HTTP, resumable (RFC 9110 §13, §14). */
export function registerDistRoutes(app: FastifyInstance, { core }: GatewayContext): void {
  const download = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const file = await core.releases.open(decodePath(request.raw.url ?? ''));
    const tags = { etag: `"${file.release.sha256}"`, modified: new Date(file.release.created_at).toUTCString() };
    reply.headers({ ETag: tags.etag, 'Last-Modified': tags.modified, 'Accept-Ranges': 'bytes' });
    if (isUnchanged(request.headers, tags)) return reply.code(304).send();
    reply.headers(describeFile(file.release));
    if (request.method === 'HEAD') return reply.header('Content-Length', file.release.size_bytes).send();
    return sendBytes(file, mayResume(request.headers, tags) ? request.headers.range : undefined, reply);
  };
  const unknown = async (): Promise<never> => {
    throw new DomainError('release.not_found');
  };
  app.route({ method: ['GET', 'HEAD'], url: '/dist', handler: unknown });
  app.route({ method: ['GET', 'HEAD'], url: '/dist/*', handler: download });
}

function sendBytes({ release, read }: ReleaseFile, rangeHeader: string | undefined, reply: FastifyReply): FastifyReply {
  const size = release.size_bytes;
  const range = readRange(rangeHeader, size);
  if (range === undefined) return reply.header('Content-Length', size).send(read());
  if (range === 'unsatisfiable') return sendUnsatisfiable(size, reply);
  return reply
    .code(206)
    .header('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
    .header('Content-Length', range.end - range.start + 1)
    .send(read(range));
}

function sendUnsatisfiable(size: number, reply: FastifyReply): FastifyReply {
  return reply
    .code(416)
    .removeHeader('Content-Disposition')
    .header('Content-Range', `bytes */${size}`)
    .type('application/json; charset=utf-8')
    .send({ data: null, meta: { msg: '请求的范围无效', status: 416 } });
}

interface Tags {
  etag: string;
  modified: string;
}

function isUnchanged(headers: IncomingHttpHeaders, { etag, modified }: Tags): boolean {
  const known = headers['if-none-match'];
  if (known !== undefined) return known.split(',').some((tag) => ['*', etag].includes(tag.trim().replace(/^W\//, '')));
  const since = Date.parse(headers['if-modified-since'] ?? '');
  return Date.parse(modified) <= since;
}

/** A client that holds a part of another file gets the whole one. */
function mayResume(headers: IncomingHttpHeaders, { etag, modified }: Tags): boolean {
  const held = headers['if-range'];
  return held === undefined || held === etag || held === modified;
}

function describeFile(release: Release): Record<string, string> {
  const name = release.path.slice(release.path.lastIndexOf('/') + 1);
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return {
    'Content-Type': 'application/octet-stream',
    'Content-Disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`,
    'X-Content-Type-Options': 'nosniff',
  };
}
