import { S3Error, writeXml } from './answers.ts';
import { header, readMetadata, receiveBody, type S3Request, sendBody } from './s3-request.ts';
import type { StoredObject } from './storing.ts';

const noSuchKey = () => new S3Error(404, 'NoSuchKey', 'The specified key does not exist.');

/** If-None-Match on what writes: nothing is replaced. Throws S3Error. */
export function requireAbsent(asked: S3Request): void {
  if (header(asked, 'if-none-match') !== '*' || !asked.storing.objects.has(asked.key)) return;
  throw new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
}

export async function putObject(asked: S3Request): Promise<void> {
  const { storing, key, response, now } = asked;
  requireAbsent(asked);
  const stored = await receiveBody(asked);
  // Others may have come meanwhile.
  requireAbsent(asked);
  const etag = `"${stored.md5}"`;
  const checksumSha256 = header(asked, 'x-amz-checksum-sha256');
  storing.putObject({
    ...stored,
    key,
    etag,
    checksumSha256,
    contentType: header(asked, 'content-type') ?? 'binary/octet-stream',
    metadata: readMetadata(asked),
    modifiedAt: now,
  });
  response.writeHead(200, { etag, ...(checksumSha256 && { 'x-amz-checksum-sha256': checksumSha256 }) }).end();
}

export async function getObject(asked: S3Request): Promise<void> {
  const { storing, key, response, request } = asked;
  const object = storing.objects.get(key);
  if (!object) throw noSuchKey();
  const headers = describe(object, asked);
  if (request.headers['if-none-match'] === object.etag) return void response.writeHead(304, headers).end();
  const range = readRange(asked, object);
  const length = range ? range.end - range.start + 1 : object.sizeBytes;
  response.writeHead(range ? 206 : 200, {
    ...headers,
    'content-length': length,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${object.sizeBytes}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  await sendBody(asked, storing.read(object.file, range));
}

export async function deleteObject({ storing, key, response }: S3Request): Promise<void> {
  storing.deleteObject(key);
  response.writeHead(204).end();
}

export async function listObjects({ storing, query, response, bucket }: S3Request): Promise<void> {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? '';
  const most = Number(query.get('max-keys') ?? 1000);
  const found = [...storing.objects.values()]
    .filter(({ key }) => key.startsWith(prefix) && key > after)
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const page = found.slice(0, most);
  writeXml(response, 'ListBucketResult', {
    Name: bucket,
    KeyCount: page.length,
    IsTruncated: found.length > most,
    NextContinuationToken: found.length > most ? page.at(-1)?.key : undefined,
    Contents: page.map(({ key, sizeBytes, etag, modifiedAt }) => ({
      Key: key,
      Size: sizeBytes,
      ETag: etag,
      LastModified: new Date(modifiedAt).toISOString(),
    })),
  });
}

function describe({ etag, contentType, metadata, modifiedAt }: StoredObject, { query }: S3Request) {
  const asked = (name: string): string | undefined => query.get(`response-${name}`) ?? undefined;
  const given = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  const overridden = ['content-disposition', 'cache-control'].flatMap((name) => {
    const value = asked(name);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    etag,
    'accept-ranges': 'bytes',
    'last-modified': new Date(modifiedAt).toUTCString(),
    'content-type': asked('content-type') ?? contentType,
    ...Object.fromEntries([...given, ...overridden]),
  };
}

function readRange(asked: S3Request, { etag, sizeBytes }: StoredObject): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header(asked, 'range') ?? '') ?? [];
  const ifRange = header(asked, 'if-range');
  if (first + last === '' || (ifRange !== undefined && ifRange !== etag)) return undefined;
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (start < sizeBytes) return { start, end };
  throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable');
}
