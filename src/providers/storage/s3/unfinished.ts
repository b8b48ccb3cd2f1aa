import { ListMultipartUploadsCommand, type MultipartUpload } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { asStorageFailure } from './failures.ts';
import { abortUpload } from './requests.ts';
import { longestUploadMs } from './upload.ts';

/**
 * Ends the uploads that a process left when it was killed. By their age alone, twice of what an upload may take: those of
 * other nodes go on. Only those whose name in the store `isOurs`, where the place is not ours alone. Throws
 * `storage.unavailable`.
 */
export async function endAbandonedUploads(
  bucket: Bucket,
  { now, signal, isOurs = () => true }: { now: number; signal?: AbortSignal; isOurs?(name: string): boolean },
): Promise<void> {
  try {
    for await (const { Key, UploadId, Initiated } of listUploads(bucket, signal)) {
      if (!Initiated || now - Initiated.getTime() < 2 * longestUploadMs) continue;
      if (!isOurs((Key ?? '').slice(bucket.keyPrefix.length))) continue;
      await abortUpload(bucket, { Key, UploadId }, signal);
    }
  } catch (error) {
    throw asStorageFailure('ListMultipartUploads', error);
  }
}

async function* listUploads(
  { client, name, keyPrefix, bounds }: Bucket,
  signal: AbortSignal | undefined,
): AsyncGenerator<MultipartUpload> {
  let marker = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: keyPrefix, ...marker });
    const page = await client.send(command, within(bounds.ask, signal));
    yield* page.Uploads ?? [];
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}
