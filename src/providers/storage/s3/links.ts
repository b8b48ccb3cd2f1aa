import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { LinkHeaders } from '../../../core/ports.ts';
import { type Bucket, createClient } from './bucket.ts';
import { asStorageFailure } from './failures.ts';

/** Within it a download has to begin; one that has begun goes on. */
const linkSeconds = 300;

/** Links to objects, each good for five minutes and for one object. */
export interface Links {
  /** Asks nobody. Throws `storage.unavailable` where there are no credentials. */
  create(key: string, headers: LinkHeaders): Promise<string>;
  close(): void;
}

/** Makes links under the address where callers reach the bucket. */
export function createLinks(bucket: Bucket): Links {
  const { options, client } = bucket;
  const signer =
    options.publicEndpoint === undefined
      ? client
      : createClient(options, { endpoint: options.publicEndpoint, bounds: bucket.bounds });
  return {
    async create(key, { contentType, contentDisposition }) {
      const command = new GetObjectCommand({
        Bucket: bucket.name,
        Key: key,
        ResponseContentType: contentType,
        ResponseContentDisposition: contentDisposition,
        ResponseCacheControl: 'no-cache',
      });
      try {
        return await getSignedUrl(signer, command, { expiresIn: linkSeconds });
      } catch (error) {
        throw asStorageFailure('link', error);
      }
    },
    close: () => signer.destroy(),
  };
}
