import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
} from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { asStorageFailure, nameOf, statusOf } from './failures.ts';

/** What S3 knows of an object; undefined where there is none. Throws `storage.unavailable`. */
export async function findObject(
  { client, name, bounds }: Bucket,
  key: string,
): Promise<HeadObjectCommandOutput | undefined> {
  try {
    return await client.send(new HeadObjectCommand({ Bucket: name, Key: key }), within(bounds.ask));
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw asStorageFailure('HeadObject', error);
  }
}

/** Removes an object, there or not. Throws `storage.unavailable`. */
export async function deleteObject({ client, name, bounds }: Bucket, key: string): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ Bucket: name, Key: key }), within(bounds.ask));
  } catch (error) {
    throw asStorageFailure('DeleteObject', error);
  }
}

/** Drops what arrived of an upload; another may have been faster. Throws `storage.unavailable`. */
export async function abortUpload(
  { client, name, bounds }: Bucket,
  upload: { Key: string | undefined; UploadId: string | undefined },
  signal?: AbortSignal,
): Promise<void> {
  const { Key, UploadId } = upload;
  try {
    await client.send(new AbortMultipartUploadCommand({ Bucket: name, Key, UploadId }), within(bounds.ask, signal));
  } catch (error) {
    if (nameOf(error) !== 'NoSuchUpload') throw asStorageFailure('AbortMultipartUpload', error);
  }
}
