import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Release } from '../../../core/releases/releases.ts';
import { attachmentHeaders } from '../../../http/attachment.ts';
import { hasAlready, readRange } from '../../../http/file-requests.ts';
import { decodePath } from '../../../http/url-paths.ts';
import type { GatewayContext } from '../../gateway.ts';

/** Downloads of releases (desktop §1.3.1): plain HTTP, resumable (RFC 9110 §13, §14). */
export function registerDistRoutes(app: FastifyInstance, { core }: GatewayContext): void {
  async function download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { release, read } = await core.releases.open(decodePath(request.raw.url ?? ''));
    const { etag, lastModified } = validatorsOf(release);
    // Asked again each time, since a release may be withdrawn.
    reply.headers({ ETag: etag, 'Last-Modified': lastModified, 'Cache-Control': 'no-cache' });
    if (hasAlready(request.raw, etag, lastModified)) return reply.code(304).send();
    const range = readRange(request.raw, etag, release.size_bytes, lastModified);
    if (range === 'outside') return refuseRange(release.size_bytes, reply);
    reply.headers(describeFile(release));
    if (request.method === 'HEAD') return reply.header('Content-Length', release.size_bytes).send();
    // Whoever resumes was counted when the first byte was asked for.
    if (!range || range.start === 0) core.releases.countDownload(release.id);
    if (!range) return reply.header('Content-Length', release.size_bytes).send(read());
    const contentRange = `bytes ${range.start}-${range.end}/${release.size_bytes}`;
    reply.code(206).headers({ 'Content-Range': contentRange, 'Content-Length': range.end - range.start + 1 });
    return reply.send(read(range));
  }

  for (const url of ['/dist', '/dist/*']) app.route({ method: ['GET', 'HEAD'], url, handler: download });
}

function validatorsOf(release: Release): { etag: string; lastModified: string } {
  return { etag: `"${release.sha256}"`, lastModified: new Date(release.created_at).toUTCString() };
}

function refuseRange(sizeBytes: number, reply: FastifyReply): FastifyReply {
  const body = { data: null, meta: { msg: '请求的范围超出文件大小', status: 416 } };
  return reply.code(416).header('Content-Range', `bytes */${sizeBytes}`).send(body);
}

function describeFile(release: Release): Record<string, string> {
  const name = release.path.slice(release.path.lastIndexOf('/') + 1);
  return { 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream', ...attachmentHeaders(name) };
}
