import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { asStorageFailure } from './failures.ts';

/** A file in a bucket, by its name in the store. */
export interface ListedFile {
  name: string;
  sizeBytes: number;
}

/** Every finished file of a bucket, directly below its prefix. Throws `storage.unavailable`. */
export async function* listBucket({ client, name: bucketName, keyPrefix, bounds }: Bucket): AsyncGenerator<ListedFile> {
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucketName,
      Prefix: keyPrefix,
      Delimiter: '/',
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const page = await client.send(command, within(bounds.ask)).catch((error: unknown) => {
      throw asStorageFailure('ListObjectsV2', error);
    });
    for (const { Key = '', Size = 0 } of page.Contents ?? []) {
      yield { name: Key.slice(keyPrefix.length), sizeBytes: Size };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
