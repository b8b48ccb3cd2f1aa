import { createHash } from 'node:crypto';
import {
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { DomainError } from '../../../core/errors.ts';
import { type Bucket, within } from './bucket.ts';
import { declareHash } from './declared-hash.ts';
import { type Delivery, ownerField, type Target } from './delivery.ts';
import { asStorageFailure } from './failures.ts';
import { mostParts, type Part } from './parts.ts';
import { abortUpload } from './requests.ts';

/** Parts on their way at once: while one waits for its answer the next one travels. */
const partsInFlight = 2;

/** A file that arrives in parts. S3 shows nothing of it before it is completed. */
export interface MultipartUpload extends Delivery {
  /** Resolves when the next part may come; the part is given back when it has arrived. Throws `storage.unavailable`. */
  send(part: Part): Promise<void>;
  /** Resolves when all parts have arrived. Throws `storage.unavailable`. */
  settle(): Promise<void>;
}

/** Begins one. Throws `storage.unavailable`. */
export async function beginMultipart(
  bucket: Bucket,
  destination: Target,
  signal: AbortSignal,
): Promise<MultipartUpload> {
  const { client, options, bounds } = bucket;
  const uploadId = await create(bucket, destination, signal);
  const target = { Bucket: bucket.name, Key: destination.key, UploadId: uploadId };
  const failing = new AbortController();
  const ending = AbortSignal.any([signal, failing.signal]);
  const sha256s: Buffer[] = [];
  const completed: CompletedPart[] = [];
  const inFlight = new Set<Promise<void>>();
  let failure: DomainError | undefined;

  async function upload({ bytes, sha256 }: Part, number: number): Promise<void> {
    const checksum = options.checksums ? { ChecksumSHA256: sha256.toString('base64') } : {};
    const command = new UploadPartCommand({ ...target, PartNumber: number, Body: bytes, ...checksum });
    declareHash(command, sha256);
    try {
      const { ETag, ChecksumSHA256 } = await client.send(command, within(bounds.part, ending));
      requireSame(ChecksumSHA256, checksum.ChecksumSHA256);
      completed[number - 1] = { PartNumber: number, ETag, ...checksum };
    } catch (error) {
      failure ??= asStorageFailure('UploadPart', error);
      failing.abort();
    }
  }

  return {
    async send(part) {
      const number = sha256s.push(part.sha256);
      if (number > mostParts) throw asStorageFailure('UploadPart', new Error(`more than ${mostParts} parts`));
      const sent = upload(part, number).then(() => {
        inFlight.delete(sent);
        part.giveBack();
      });
      inFlight.add(sent);
      if (inFlight.size >= partsInFlight) await Promise.race(inFlight);
      if (failure) throw failure;
    },

    async settle() {
      await Promise.all(inFlight);
      if (failure) throw failure;
    },

    async complete({ ifAbsent }) {
      const command = new CompleteMultipartUploadCommand({
        ...target,
        MultipartUpload: { Parts: completed },
        ...(ifAbsent && { IfNoneMatch: '*' }),
      });
      const { ChecksumSHA256 } = await client.send(command, within(bounds.complete));
      requireSame(ChecksumSHA256, options.checksums ? checksumOfParts(sha256s) : undefined);
    },

    async abort() {
      failing.abort();
      await Promise.all(inFlight);
      await abortUpload(bucket, target);
    },
  };
}

async function create(bucket: Bucket, target: Target, signal: AbortSignal): Promise<string> {
  const command = new CreateMultipartUploadCommand({
    Bucket: bucket.name,
    Key: target.key,
    ContentType: 'application/octet-stream',
    Metadata: { [ownerField]: target.owner },
    ...(bucket.options.checksums && { ChecksumAlgorithm: 'SHA256' }),
  });
  try {
    const { UploadId } = await bucket.client.send(command, within(bucket.bounds.ask, signal));
    if (!UploadId) throw new Error('the server named no upload');
    return UploadId;
  } catch (error) {
    throw asStorageFailure('CreateMultipartUpload', error);
  }
}

/** What S3 calls the composite checksum: of the checksums of the parts. */
function checksumOfParts(sha256s: readonly Buffer[]): string {
  const hash = createHash('sha256');
  for (const sha256 of sha256s) hash.update(sha256);
  return `${hash.digest('base64')}-${sha256s.length}`;
}

/** Servers that keep no checksums answer none. */
function requireSame(told: string | undefined, own: string | undefined): void {
  if (told !== undefined && own !== undefined && told !== own) {
    throw Object.assign(new Error('another checksum'), { name: 'BadDigest' });
  }
}
