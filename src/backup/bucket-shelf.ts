import { DomainError } from '../core/errors.ts';
import { openBucket } from '../providers/storage/s3/bucket.ts';
import { createBucketStore } from '../providers/storage/s3/bucket-store.ts';
import { createLinks } from '../providers/storage/s3/links.ts';
import { listBucket } from '../providers/storage/s3/listing.ts';
import type { S3Options } from '../providers/storage/s3/s3-options.ts';
import { endAbandonedUploads } from '../providers/storage/s3/unfinished.ts';
import { StartError } from '../start/start-error.ts';
import { type BackupShelf, readBackupName, type ShelvedBackup } from './shelf.ts';

/** A bucket: a backup is uploaded in parts, and there once they were put together. */
export function openBucketShelf(options: S3Options): BackupShelf {
  const place = `s3://${options.bucket}${options.prefix && `/${options.prefix}`}`;
  const bucket = openBucket(options);
  const files = createBucketStore(bucket, { links: createLinks(bucket), track: (work) => work, onFailure() {} });

  /** The cause says in words what S3 or the way to it did wrong. */
  async function explained<T>(work: Promise<T>): Promise<T> {
    return work.catch((error: unknown) => {
      if (!(error instanceof DomainError)) throw error;
      const { message } = (error.cause ?? error) as Error;
      throw new StartError(`backups cannot be kept in ${place}: ${message}`, error);
    });
  }

  /** What a process that was killed in the middle of a backup left. Whoever may not look for that can still keep backups. */
  async function removeAbandoned(): Promise<void> {
    const isOurs = (name: string): boolean => readBackupName(name) !== undefined;
    await endAbandonedUploads(bucket, { now: Date.now(), isOurs }).catch(() => undefined);
  }

  async function list(): Promise<ShelvedBackup[]> {
    const found: ShelvedBackup[] = [];
    for await (const { name, sizeBytes } of listBucket(bucket)) {
      const read = readBackupName(name);
      if (read) found.push({ name, sizeBytes, ...read });
    }
    return found.sort((a, b) => b.createdAt - a.createdAt);
  }

  return {
    place,
    list: () => explained(list()),
    async put(name, content) {
      await removeAbandoned();
      const staged = await explained(files.stage(name, content));
      try {
        await explained(staged.keep());
      } finally {
        await staged.discard();
      }
      return { sizeBytes: staged.sizeBytes, sha256: staged.sha256 };
    },
    read: async (name) => files.read(name),
    remove: (name) => explained(files.remove(name)),
  };
}
