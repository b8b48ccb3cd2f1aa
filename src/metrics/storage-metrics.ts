import { DomainError } from '../core/errors.ts';
import type { FileStore } from '../core/ports.ts';
import { diskErrors } from '../providers/storage/disk.ts';
import type { Registry } from './registry.ts';

/** Is told of files that storage could not take, find, give or remove. */
export interface StorageWatch {
  /** The same store, whose failures are counted. */
  watchFiles(files: FileStore): FileStore;
}

const operations = ['store', 'find', 'read', 'remove'] as const;

/** What storage was asked and could not do: a file that is looked for and not there is no failure of it, nor is a caller who leaves. */
export function createStorageMetrics(registry: Registry): StorageWatch {
  const failures = registry.counter({
    name: 'portico_storage_failures_total',
    help: 'What storage could not do, by what was asked of it: store, find, read, remove.',
    labels: ['operation'],
  });
  for (const operation of operations) failures.of(operation).add(0);

  async function watched<T>(operation: (typeof operations)[number], work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isUnavailable(error)) failures.of(operation).add();
      throw error;
    }
  }

  return {
    watchFiles: (files) => ({
      async stage(name, content) {
        const staged = await watched('store', files.stage(name, content));
        return { ...staged, keep: () => watched('store', staged.keep()) };
      },
      find: (name) => watched('find', files.find(name)),
      read(name, range) {
        const content = files.read(name, range);
        content.on('error', (error) => (isUnavailable(error) || isOfDisk(error)) && failures.of('read').add());
        return content;
      },
      findLink: (name, headers) => watched('find', files.findLink(name, headers)),
      remove: (name) => watched('remove', files.remove(name)),
    }),
  };
}

const isUnavailable = (error: unknown): boolean => error instanceof DomainError && error.code === 'storage.unavailable';

/** A stream from the disk fails as the system says it; one whose reader leaves may fail as his connection did. */
const isOfDisk = (error: NodeJS.ErrnoException): boolean => diskErrors.has(error.code ?? '');
