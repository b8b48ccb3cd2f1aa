import { setTimeout as delay } from 'node:timers/promises';
import type { FileStore, StagedFile } from '../../../core/ports.ts';
import type { OnStorageFailure } from '../storage.ts';
import type { Bucket } from './bucket.ts';
import { readObject } from './download.ts';
import type { Links } from './links.ts';
import { deleteObject, findObject } from './requests.ts';
import { receiveFile } from './upload.ts';

interface Deps {
  links: Links;
  track<T>(work: Promise<T>): Promise<T>;
  onFailure: OnStorageFailure;
}

/** The files of a bucket. */
export function createBucketStore(bucket: Bucket, { links, track, onFailure }: Deps): FileStore {
  const { keyOf, options, bounds } = bucket;
  const onLeftBehind = (error: unknown): void =>
    onFailure('an upload that broke off stays in the bucket, until it is dropped by its age', error);
  const shortly = (work: Promise<void>): Promise<void> =>
    Promise.race([work, delay(bounds.dropMs, undefined, { ref: false })]);

  return {
    async stage(name, content): Promise<StagedFile> {
      const drop = (dropping: Promise<void>): Promise<void> => shortly(track(dropping.catch(onLeftBehind)));
      const staged = await track(receiveFile(bucket, name, { content, drop }));
      return { ...staged, discard: () => drop(staged.discard()) };
    },

    async find(name) {
      const found = await findObject(bucket, keyOf(name));
      return found && { sizeBytes: found.ContentLength ?? 0, modifiedAt: found.LastModified?.getTime() ?? 0 };
    },

    read: (name, range) => readObject(bucket, keyOf(name), range),

    findLink: async (name, headers) =>
      options.downloads === 'redirect' ? links.create(keyOf(name), headers) : undefined,

    remove: async (name) => deleteObject(bucket, keyOf(name)),
  };
}
