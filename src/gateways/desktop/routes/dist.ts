import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../../core/errors.ts';
import type { Release, ReleaseFile } from '../../../core/releases/releases.ts';
import { attachmentHeaders } from '../../../http/attachment.ts';
import { type ByteRange, begun, hasAlready, readRange } from '../../../http/file-requests.ts';
import { decodePath } from '../../../http/url-paths.ts';
import { isCleanText } from '../../../http/validation.ts';
import type { GatewayContext } from '../../gateway.ts';

/** Downloads of releases (desktop §1.3.1): plain HTTP, resumable (RFC 9110 §13, §14). */
export function registerDistRoutes(app: FastifyInstance, { core }: GatewayContext): void {
  async function download(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const path = decodePath(request.raw.url ?? '');
    if (!isCleanText(path)) throw new DomainError('release.not_found');
    const file = await core.releases.open(path);
    const { release } = file;
    const { etag, lastModified } = validatorsOf(release);
    // Asked again each time, since a release may be withdrawn.
    const validators = { ETag: etag, 'Last-Modified': lastModified, 'Cache-Control': 'no-cache' };
    if (hasAlready(request.raw, etag, lastModified)) return reply.code(304).headers(validators).send();
    const range = readRange(request.raw, etag, release.size_bytes, lastModified);
    if (range === 'outside') return refuseRange(release.size_bytes, reply.headers(validators));
    const headers = { ...validators, ...describeFile(release) };
    if (request.method === 'HEAD') return reply.headers({ ...headers, 'Content-Length': release.size_bytes }).send();
    const link = await findLinkFor(request, file, range);
    if (link !== undefined) return redirect(request, reply, { link, release });
    const content = await begun(file.read(range));
    countFrom(range, release);
    reply.headers(headers);
    if (!range) return reply.header('Content-Length', release.size_bytes).send(content);
    const contentRange = `bytes ${range.start}-${range.end}/${release.size_bytes}`;
    reply.code(206).headers({ 'Content-Range': contentRange, 'Content-Length': range.end - range.start + 1 });
    return reply.send(content);
  }

  /** Whoever resumes was counted when the first byte was asked for. */
  function countFrom(range: ByteRange | undefined, release: Release): void {
    if (!range || range.start === 0) core.releases.countDownload(release.id);
  }

  /** Storage judges the range, and the tag by which it knows the file, which is not ours. */
  function redirect(request: FastifyRequest, reply: FastifyReply, { link, release }: Redirect): FastifyReply {
    const { 'if-range': held, 'if-none-match': known } = request.headers;
    const asked = readRange(request.raw, String(held), release.size_bytes);
    // A tag that is not ours is storage's own: the caller has the file.
    if (asked !== 'outside' && known === undefined) countFrom(asked, release);
    return reply.header('Cache-Control', 'no-store').redirect(link, 302);
  }

  for (const url of ['/dist', '/dist/*']) app.route({ method: ['GET', 'HEAD'], url, handler: download });
}

interface Redirect {
  link: string;
  release: Release;
}

/** Where to send the caller; undefined: nowhere, also with a part that came from here and is to be continued (If-Range). */
async function findLinkFor(
  request: FastifyRequest,
  { release, findLink }: ReleaseFile,
  range: ByteRange | undefined,
): Promise<string | undefined> {
  if (range && request.headers['if-range'] !== undefined) return undefined;
  const headers = describeFile(release);
  return findLink({ contentType: headers['Content-Type'], contentDisposition: headers['Content-Disposition'] });
}

function validatorsOf(release: Release): { etag: string; lastModified: string } {
  return { etag: `"${release.sha256}"`, lastModified: new Date(release.created_at).toUTCString() };
}

function refuseRange(sizeBytes: number, reply: FastifyReply): FastifyReply {
  const body = { data: null, meta: { msg: '请求的范围超出文件大小', status: 416 } };
  return reply.code(416).header('Content-Range', `bytes */${sizeBytes}`).send(body);
}

function describeFile(release: Release) {
  const name = release.path.slice(release.path.lastIndexOf('/') + 1);
  return { 'Accept-Ranges': 'bytes', 'Content-Type': 'application/octet-stream', ...attachmentHeaders(name) };
}
