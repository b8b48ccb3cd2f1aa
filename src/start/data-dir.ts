import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dataPaths } from '../config.ts';
import { lockFile } from '../db/sqlite/file-lock.ts';
import { StartError } from './start-error.ts';

/** Makes the data directory (0700) where it is absent; throws StartError where it cannot be made or written. */
export function prepareDataDir(dataDir: string): void {
  if (statSync(dataDir, { throwIfNoEntry: false })?.isFile()) {
    throw new StartError(`the data directory ${dataDir} is a file: choose another with PORTICO_DATA_DIR`);
  }
  try {
    makeFolder(dataDir);
    const probe = join(dataDir, `.probe-${process.pid}`);
    writeFileSync(probe, 'p');
    rmSync(probe);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `the data directory ${dataDir} cannot be written (${code}): make it writable, or choose another with PORTICO_DATA_DIR`,
      error,
    );
  }
}

/** Not with Node's `recursive`, which tries for ever below folders like /proc, where nothing can be made. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (!existsSync(dirname(folder))) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Makes this process the one that serves the data directory, and answers how to give that up; it ends with the
 * process, even with a killed one. Throws StartError that names the process which serves it already.
 */
export function lockDataDir(dataDir: string, reason?: string): () => void {
  const paths = dataPaths(dataDir);
  const unlock = lockFile(paths.lock);
  if (!unlock) {
    throw new StartError(
      `another Portico (process ${readPid(paths.pid)}) serves the data directory ${dataDir}${reason === undefined ? '' : `, and ${reason}`}: stop it, or choose another with PORTICO_DATA_DIR`,
    );
  }
  writeFileSync(paths.pid, `${process.pid}\n`);
  return () => {
    rmSync(paths.pid, { force: true });
    unlock();
  };
}

function readPid(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}
