import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PartContext } from '../part.ts';

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  folder: string;
  /** Takes all room that is left; answers how many bytes that was. */
  fill(): number;
  /** Gives it back. */
  free(): void;
}

const chunkBytes = 4096;

/** Mounts it until the part ends. Throws, in words, where this process may not. */
export function mountSmallDisk(context: Pick<PartContext, 'after'>, megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'portico-disk-'));
  context.after(() => rmdirSync(folder));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'portico-torture', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(`no small disk can be mounted, which needs Linux and root: ${(error as Error).message.trim()}`);
  }
  // Lazily: who was killed a moment ago may still hold a file.
  context.after(() => void execFileSync('umount', ['--lazy', folder]));
  const ballast = join(folder, 'ballast');

  return {
    folder,
    fill: () => writeUntilFull(ballast),
    free: () => rmSync(ballast, { force: true }),
  };
}

function writeUntilFull(path: string): number {
  const file = openSync(path, 'a');
  const chunk = Buffer.alloc(chunkBytes, 'x');
  try {
    for (;;) writeSync(file, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    return fstatSync(file).size;
  } finally {
    closeSync(file);
  }
}
