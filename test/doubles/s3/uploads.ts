import { createHash, randomUUID } from 'node:crypto';
import { readElements, S3Error, writeXml } from './answers.ts';
import { requireAbsent } from './objects.ts';
import { header, readMetadata, receiveBody, type S3Request } from './s3-request.ts';
import type { Stored, StoredUpload, Storing } from './storing.ts';

const leastPartBytes = 5 * 1024 * 1024;

export async function createUpload(asked: S3Request): Promise<void> {
  const { storing, key, bucket, response, now } = asked;
  const upload: StoredUpload = {
    id: randomUUID(),
    key,
    contentType: header(asked, 'content-type') ?? 'binary/octet-stream',
    metadata: readMetadata(asked),
    checksums: header(asked, 'x-amz-checksum-algorithm') === 'SHA256',
    initiatedAt: now,
    parts: {},
  };
  storing.putUpload(upload);
  writeXml(response, 'InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: upload.id });
}

export async function uploadPart(asked: S3Request): Promise<void> {
  const { storing, query, response, fault } = asked;
  const id = getUpload(asked).id;
  const stored = await receiveBody(asked);
  const number = Number(query.get('partNumber'));
  // Aborted meanwhile, or sent once more.
  const upload = storing.uploads.get(id);
  if (!upload) {
    storing.drop(stored.file);
    throw noSuchUpload();
  }
  const before = upload.parts[number];
  storing.putUpload({ ...upload, parts: { ...upload.parts, [number]: stored } });
  if (before) storing.drop(before.file);
  const told = fault?.kind === 'wrong checksum' ? createHash('sha256').update('other').digest('base64') : stored.sha256;
  const checksum = header(asked, 'x-amz-checksum-sha256') !== undefined && { 'x-amz-checksum-sha256': told };
  response.writeHead(200, { etag: `"${stored.md5}"`, ...checksum }).end();
}

export async function completeUpload(asked: S3Request): Promise<void> {
  const { storing, key, response, request, now, fault } = asked;
  const upload = getUpload(asked);
  const parts = readParts(String(Buffer.concat(await request.toArray())), upload);
  requireAbsent(asked);
  const whole = await storing.receive(joinParts(storing, parts));
  requireAbsent(asked);
  const md5s = createHash('md5');
  const sha256s = createHash('sha256');
  for (const { md5, sha256 } of parts) {
    md5s.update(md5, 'hex');
    sha256s.update(sha256, 'base64');
  }
  const etag = `"${md5s.digest('hex')}-${parts.length}"`;
  if (fault?.kind === 'wrong checksum') sha256s.update('other');
  const checksumSha256 = upload.checksums ? `${sha256s.digest('base64')}-${parts.length}` : undefined;
  const { contentType, metadata } = upload;
  storing.putObject({ ...whole, key, etag, checksumSha256, contentType, metadata, modifiedAt: now });
  storing.deleteUpload(upload.id);
  writeXml(response, 'CompleteMultipartUploadResult', { Key: key, ETag: etag, ChecksumSHA256: checksumSha256 });
}

export async function abortUpload(asked: S3Request): Promise<void> {
  asked.storing.deleteUpload(getUpload(asked).id);
  asked.response.writeHead(204).end();
}

export async function listUploads({ storing, query, response, bucket }: S3Request): Promise<void> {
  const prefix = query.get('prefix') ?? '';
  const most = Number(query.get('max-uploads') ?? 1000);
  const after = `${query.get('key-marker') ?? ''}\n${query.get('upload-id-marker') ?? ''}`;
  const placeOf = ({ key, id }: StoredUpload): string => `${key}\n${id}`;
  const found = [...storing.uploads.values()]
    .filter((upload) => upload.key.startsWith(prefix) && placeOf(upload) > after)
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
  const page = found.slice(0, most);
  const last = found.length > most ? page.at(-1) : undefined;
  writeXml(response, 'ListMultipartUploadsResult', {
    Bucket: bucket,
    IsTruncated: last !== undefined,
    NextKeyMarker: last?.key,
    NextUploadIdMarker: last?.id,
    Upload: page.map(({ key, id, initiatedAt }) => ({
      Key: key,
      UploadId: id,
      Initiated: new Date(initiatedAt).toISOString(),
    })),
  });
}

const noSuchUpload = () => new S3Error(404, 'NoSuchUpload', 'The specified multipart upload does not exist.');

function getUpload({ storing, query, key }: S3Request): StoredUpload {
  const upload = storing.uploads.get(query.get('uploadId') ?? '');
  if (upload?.key !== key) throw noSuchUpload();
  return upload;
}

/** The parts that are to be put together. Throws S3Error unless they are those that came, in their order. */
function readParts(body: string, upload: StoredUpload): Stored[] {
  const named = readElements(body, 'Part');
  if (named.length === 0) throw new S3Error(400, 'MalformedXML', 'The XML you provided was not well-formed');
  let before = 0;
  return named.map((xml, index) => {
    const number = Number(readElements(xml, 'PartNumber')[0]);
    const part = upload.parts[number];
    if (number <= before) throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    before = number;
    const isSame = part && readElements(xml, 'ETag')[0] === `"${part.md5}"`;
    const [checksum] = readElements(xml, 'ChecksumSHA256');
    if (!isSame || (upload.checksums && checksum !== part.sha256)) {
      throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
    }
    if (index < named.length - 1 && part.sizeBytes < leastPartBytes) {
      throw new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
    }
    return part;
  });
}

async function* joinParts(storing: Storing, parts: readonly Stored[]): AsyncGenerator<Buffer> {
  for (const { file } of parts) yield* storing.read(file);
}
