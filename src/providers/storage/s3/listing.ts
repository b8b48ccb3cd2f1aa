import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { type Bucket, within } from './bucket.ts';
import { asStorageFailure } from './failures.ts';

/** A file in a bucket, by its name in the store. */
export interface ListedFile {
  name: string;
  sizeBytes: number;
}

/** Every finished file of a bucket, directly below its prefix. Throws `storage.unavailable`. */
export async function* listBucket({ client, name: bucketName, keyOf, bounds }: Bucket): AsyncGenerator<ListedFile> {
  const prefix = keyOf('x').slice(0, -1);
  let token: string | undefined;
  do {
    const command = new ListObjectsV2Command({
      Bucket: bucketName,
      Prefix: prefix,
      Delimiter: '/',
      ...(token !== undefined && { ContinuationToken: token }),
    });
    const page = await client.send(command, within(bounds.ask)).catch((error: unknown) => {
      throw asStorageFailure('ListObjectsV2', error);
    });
    for (const { Key = '', Size = 0 } of page.Contents ?? []) yield { name: Key.slice(prefix.length), sizeBytes: Size };
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}
