import { createHash } from 'node:crypto';
import { existsSync, linkSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { writeInPortions } from '../providers/storage/disk.ts';
import { createMeter } from '../providers/storage/spent-buffers.ts';
import { syncFolder } from '../start/durable-files.ts';
import { StartError } from '../start/start-error.ts';

/** What was written. */
export interface Written {
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

const abandonedAfterMs = 24 * 3_600_000;

/** Who writes, in the name of what is not whole yet. */
const partialEnd = (pid: number | string): string => `.${hostname()}-${pid}.partial`;

/**
 * Writes a stream into a file of a folder that is there, readable by its owner alone: it is there whole and on disk, or
 * not at all. One that exists is replaced only with `force`. The stream is read to its end, or destroyed. Throws StartError
 * where that cannot be.
 */
export async function placeFile(file: string, content: Readable, { force }: { force: boolean }): Promise<Written> {
  const partial = join(dirname(file), `.${basename(file)}${partialEnd(process.pid)}`);
  const remove = (): void => rmSync(partial, { force: true });
  removeAbandoned(dirname(file));
  process.once('exit', remove);
  try {
    const written = await writePartial(partial, content);
    putInPlace(partial, file, force);
    return written;
  } finally {
    content.destroy();
    process.off('exit', remove);
    remove();
  }
}

/** Throws StartError where a file is there. */
export function refuseExisting(file: string): void {
  if (existsSync(file)) throw alreadyThere(file);
}

const alreadyThere = (file: string): StartError =>
  new StartError(`${file} exists already: choose another name, or replace it with --force`);

async function writePartial(partial: string, content: Readable): Promise<Written> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const measure = createMeter((chunk) => {
    hash.update(chunk);
    sizeBytes += chunk.length;
  });
  const handle = await open(partial, 'w', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`no file can be written in ${dirname(partial)} (${error.code})`, error);
  });
  await pipeline(content, measure, (chunks: AsyncIterable<Buffer>) => writeInPortions(handle, chunks));
  return { sizeBytes, sha256: hash.digest('hex') };
}

function putInPlace(partial: string, file: string, force: boolean): void {
  try {
    // A link, unlike a rename, fails where another program made the file meanwhile.
    if (force) renameSync(partial, file);
    else linkSync(partial, file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(file) : error;
  }
  syncFolder(dirname(file));
}

/** What a crash left half written, here or on another machine that writes to the same folder. */
function removeAbandoned(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid] = /^\..+-(\d+)\.partial$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const path = join(folder, name);
    const isOurs = name.endsWith(partialEnd(pid)) && !isAlive(Number(pid));
    const modifiedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (isOurs || Date.now() - modifiedAt > abandonedAfterMs) rmSync(path, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
