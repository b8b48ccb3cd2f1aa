import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, type MultipartUpload } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { asStorageFailure, nameOf } from './failures.ts';
import { longestUploadMs } from './upload.ts';

/**
 * Ends the uploads that a process left when it was killed, and answers how many. By their age alone, twice of what an
 * upload may take: those of other nodes go on. Throws `storage.unavailable`.
 */
export async function endAbandonedUploads(
  bucket: Bucket,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<number> {
  let ended = 0;
  try {
    for await (const { Key, UploadId, Initiated } of listUploads(bucket, signal)) {
      if (!Initiated || now - Initiated.getTime() < 2 * longestUploadMs) continue;
      if (await end(bucket, { Key, UploadId }, signal)) ended += 1;
    }
    return ended;
  } catch (error) {
    throw asStorageFailure('ListMultipartUploads', error);
  }
}

async function* listUploads(
  { client, name, keyOf, bounds }: Bucket,
  signal: AbortSignal,
): AsyncGenerator<MultipartUpload> {
  let marker = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: name, Prefix: keyOf('x').slice(0, -1), ...marker });
    const page = await client.send(command, within(bounds.ask, signal));
    yield* page.Uploads ?? [];
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** Whether it was there to be ended: another node may have been faster. */
async function end({ client, name, bounds }: Bucket, upload: MultipartUpload, signal: AbortSignal): Promise<boolean> {
  const { Key, UploadId } = upload;
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }), within(bounds.ask, signal));
    return true;
  } catch (error) {
    if (nameOf(error) === 'NoSuchUpload') return false;
    throw error;
  }
}
