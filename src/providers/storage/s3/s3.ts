import { setTimeout as delay } from 'node:timers/promises';
import type { OnStorageFailure, Storage } from '../storage.ts';
import { type Bounds, openBucket } from './bucket.ts';
import { createBucketStore } from './bucket-store.ts';
import { createLinks } from './links.ts';
import type { S3Options } from './s3-options.ts';
import { endAbandonedUploads } from './unfinished.ts';

const dayMs = 24 * 60 * 60 * 1000;
const closingMs = 5_000;

/** Files in a bucket, which any number of nodes may share. */
export function openS3Storage(options: S3Options, onFailure: OnStorageFailure, bounds?: Bounds): Storage {
  const bucket = openBucket(options, bounds);
  const links = createLinks(bucket);
  const closing = new AbortController();
  const pending = new Set<Promise<unknown>>();
  let timer: NodeJS.Timeout | undefined;

  /** Has `close` wait for it. */
  function track<T>(work: Promise<T>): Promise<T> {
    const settled = work.catch(() => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
    return work;
  }

  async function sweep(): Promise<void> {
    try {
      await endAbandonedUploads(bucket, { now: Date.now(), signal: closing.signal });
    } catch (error) {
      if (!closing.signal.aborted) onFailure('the bucket cannot be looked through for abandoned uploads', error);
    }
  }

  return {
    id: idOf(options),
    files: createBucketStore(bucket, { links, track, onFailure }),
    isLocal: false,
    async start() {
      void track(sweep());
      timer = setInterval(() => void track(sweep()), dayMs).unref();
    },
    async close() {
      clearInterval(timer);
      closing.abort();
      await Promise.race([Promise.all(pending), delay(closingMs, undefined, { ref: false })]);
      links.close();
      bucket.client.destroy();
    },
  };
}

/** Two addresses of one bucket are two names, which all nodes are to write alike. */
function idOf({ endpoint, region, bucket, prefix }: S3Options): string {
  return `s3:${endpoint ?? region}/${bucket}/${prefix}`;
}
