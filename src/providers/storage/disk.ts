import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, mkdir, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '../../core/errors.ts';
import type { FileStore, StagedFile } from '../../core/ports.ts';
import { createMeter } from './spent-buffers.ts';
import { readContent } from './stored-content.ts';

// A commit that comes beside such a portion takes about as long as one that comes alone.
const portionBytes = 4 * 1024 * 1024;
const dayMs = 24 * 3_600_000;
/** What the system says where a disk, or what lies on it, is at fault. */
export const diskErrors: ReadonlySet<string> = new Set([
  'ENOSPC',
  'EIO',
  'EROFS',
  'EDQUOT',
  'EACCES',
  'EMFILE',
  'ENOENT',
  'ENOTDIR',
]);

/** Files in a folder; what is being received lies in `.staging`. */
export async function openDiskStore(folder: string): Promise<FileStore> {
  const staging = join(folder, '.staging');
  await mkdir(staging, { recursive: true, mode: 0o700 });

  function pathOf(name: string): string {
    const path = resolve(folder, name);
    if (!path.startsWith(resolve(folder) + sep)) throw new Error('a stored file name leaves its folder');
    return path;
  }

  return {
    stage: (name, content) =>
      stage(content, {
        folder,
        name,
        path: join(staging, `${ownPrefix(folder)}${randomUUID()}`),
        target: pathOf(name),
      }),
    async find(name) {
      try {
        const found = await stat(pathOf(name));
        return found.isFile() ? { sizeBytes: found.size, modifiedAt: Math.floor(found.mtimeMs) } : undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw new DomainError('storage.unavailable', {}, error);
      }
    },
    read: (name, range) => readContent(pathOf(name), range),
    findLink: async () => undefined,
    async remove(name) {
      try {
        await rm(pathOf(name), { force: true });
      } catch (error) {
        throw asStorageFailure(error);
      }
    },
  };
}

/** Names the folder, whoever looks at it from where: two have the same name if, and only if, they are one. */
export async function identifyDiskStore(folder: string): Promise<string> {
  const file = join(folder, '.id');
  const readId = () => readFile(file, 'utf8');
  try {
    return `disk:${await readId()}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const draft = join(folder, `.id-${randomUUID()}`);
  try {
    await writeFile(draft, randomUUID(), { flush: true });
    await link(draft, file);
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return `disk:${await readId()}`;
}

/**
 * Removes what a crash of this data directory's server left in `.staging`, and what nobody has written to for a day: other
 * nodes that share the folder may be receiving there. For the serving process alone.
 */
export async function removeUnfinishedUploads(folder: string): Promise<void> {
  const staging = join(folder, '.staging');
  for (const name of await readdir(staging)) {
    const path = join(staging, name);
    const isOurs = name.startsWith(ownPrefix(folder));
    if (isOurs || (await isAbandoned(path))) await rm(path, { force: true });
  }
}

async function isAbandoned(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && found.mtimeMs < Date.now() - dayMs;
}

/** Of a data directory, which one process serves, on this machine. */
function ownPrefix(folder: string): string {
  const place = createHash('sha256')
    .update(`${hostname()}\n${resolve(folder)}`)
    .digest('hex');
  return `${place.slice(0, 12)}-`;
}

interface Place {
  folder: string;
  name: string;
  /** Where the file is received, and where it will be. */
  path: string;
  target: string;
}

async function stage(content: Readable, { folder, name, path, target }: Place): Promise<StagedFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = createMeter((chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  const discard = (): Promise<void> => rm(path, { force: true });
  try {
    const file = await open(path, 'wx', 0o600);
    await pipeline(content, measure, (chunks: AsyncIterable<Buffer>) => writeInPortions(file, chunks));
  } catch (error) {
    await discard();
    throw asStorageFailure(error);
  }
  return {
    name,
    sizeBytes,
    sha256: hash.digest('hex'),
    async keep() {
      let isLinked = false;
      try {
        if (await mkdir(dirname(target), { recursive: true, mode: 0o700 })) await syncFolder(folder);
        // A link, unlike a rename, fails where the name is taken.
        await link(path, target);
        isLinked = true;
        await discard();
        await syncFolder(dirname(target));
      } catch (error) {
        // Whoever is told that it is not kept does not name it anywhere.
        if (isLinked) await rm(target, { force: true }).catch(() => undefined);
        throw asStorageFailure(error);
      }
    },
    discard,
  };
}

/**
 * Waits for the disk after each portion: left to the end, 1 GiB would be flushed at once, and SQLite's next commit, with
 * everybody who waits for its one writer, would wait for all of it.
 */
export async function writeInPortions(file: FileHandle, chunks: AsyncIterable<Buffer>): Promise<void> {
  let unsyncedBytes = 0;
  try {
    for await (const chunk of chunks) {
      await file.writeFile(chunk);
      unsyncedBytes += chunk.length;
      if (unsyncedBytes < portionBytes) continue;
      await file.datasync();
      unsyncedBytes = 0;
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What is the disk's fault is `storage.unavailable`; anything else stays what it is. */
function asStorageFailure(error: unknown): unknown {
  const isDiskError = diskErrors.has((error as NodeJS.ErrnoException).code ?? '');
  return isDiskError ? new DomainError('storage.unavailable', {}, error) : error;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows opens no folders, and keeps its directory entries by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
