import type { FileStore } from '../../core/ports.ts';
import { identifyDiskStore, openDiskStore, removeUnfinishedUploads } from './disk.ts';
import type { S3Options } from './s3/s3-options.ts';
import type { OnStorageFailure, Storage } from './storage.ts';

/** Where files are to lie: in the folder, or in a bucket where one is configured. */
export interface StoragePlace {
  folder: string;
  s3: S3Options | undefined;
}

/** Opens the configured storage. Asks nothing of a bucket yet. */
export async function openStorage({ folder, s3 }: StoragePlace, onFailure: OnStorageFailure): Promise<Storage> {
  if (s3) {
    // Who has no bucket does without the 37 MiB that its library takes.
    const { openS3Storage } = await import('./s3/s3.ts');
    return openS3Storage(s3, onFailure);
  }
  const files = await openDiskStore(folder);
  return {
    id: await identifyDiskStore(folder),
    files,
    isLocal: true,
    start: () => removeUnfinishedUploads(folder),
    close: async () => {},
  };
}

/** The same for one piece of work that is not serving. */
export async function withFiles<T>(place: StoragePlace, work: (files: FileStore) => Promise<T>): Promise<T> {
  // What stays behind in a bucket is dropped by its age.
  const storage = await openStorage(place, () => {});
  try {
    return await work(storage.files);
  } finally {
    await storage.close();
  }
}
