import { createHash, randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { StagedFile } from '../../../core/ports.ts';
import { createMeter } from '../spent-buffers.ts';
import type { Bucket } from './bucket.ts';
import type { Delivery, Target } from './delivery.ts';
import { createKeeper } from './keeping.ts';
import { beginMultipart, type MultipartUpload } from './multipart.ts';
import { cutIntoParts } from './parts.ts';
import { holdSingle } from './single.ts';

/** No upload takes longer: what is twice as old belongs to a process that ended, on whichever node. */
export const longestUploadMs = 24 * 60 * 60 * 1000;

/** What an upload is received with. */
export interface Receiving {
  content: Readable;
  /** Takes over what is being dropped; resolves when its caller has waited long enough. */
  drop(dropping: Promise<void>): Promise<void>;
}

/**
 * Receives a file. What is longer than a part is a multipart upload under its final name, which nobody sees before it is
 * completed; so that nothing is ever copied or renamed.
 */
export async function receiveFile(bucket: Bucket, name: string, receiving: Receiving): Promise<StagedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = createMeter((chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  // Tells our object from another of that name.
  const owner = randomUUID();
  const target = { key: bucket.keyOf(name), owner };
  const delivery = await pipeline(receiving.content, measure, (chunks: AsyncIterable<Buffer>) =>
    deliver(bucket, target, { chunks, drop: receiving.drop }),
  );
  return { name, sizeBytes, sha256: hash.digest('hex'), ...createKeeper(bucket, target, delivery) };
}

async function deliver(
  bucket: Bucket,
  target: Target,
  { chunks, drop }: Pick<Receiving, 'drop'> & { chunks: AsyncIterable<Buffer> },
): Promise<Delivery> {
  const signal = AbortSignal.timeout(longestUploadMs);
  let upload: MultipartUpload | undefined;
  try {
    for await (const part of cutIntoParts(chunks)) {
      if (!upload && part.isLast) return holdSingle(bucket, target, part);
      upload ??= await beginMultipart(bucket, target, signal);
      await upload.send(part);
    }
    if (!upload) throw new Error('a file without a last part');
    await upload.settle();
    return upload;
  } catch (error) {
    if (upload) await drop(upload.abort());
    throw error;
  }
}
