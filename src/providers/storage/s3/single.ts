import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { declareHash } from './declared-hash.ts';
import { type Delivery, ownerField, type Target } from './delivery.ts';
import type { Part } from './parts.ts';

/** A file of one part, sent when it is to be seen: one request in place of three. */
export function holdSingle(bucket: Bucket, target: Target, part: Part): Delivery {
  // Its block is as large as any part's; most of what comes in one is small.
  const bytes = Buffer.from(part.bytes);
  part.giveBack();
  return {
    async complete({ ifAbsent }) {
      const command = new PutObjectCommand({
        Bucket: bucket.name,
        Key: target.key,
        Body: bytes,
        ContentType: 'application/octet-stream',
        Metadata: { [ownerField]: target.owner },
        ...(bucket.options.checksums && { ChecksumSHA256: part.sha256.toString('base64') }),
        ...(ifAbsent && { IfNoneMatch: '*' }),
      });
      declareHash(command, part.sha256);
      await bucket.client.send(command, within(bucket.bounds.complete));
    },
    async abort() {},
  };
}
