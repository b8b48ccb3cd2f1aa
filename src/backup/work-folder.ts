import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataPaths } from '../config.ts';
import { lockFile } from '../db/sqlite/file-lock.ts';
import { prepareDataDir } from '../start/data-dir.ts';
import { StartError } from '../start/start-error.ts';

/** A restore that a crash broke off. */
export interface BrokenRestore {
  /** What was being restored. */
  file: string;
  /** Epoch milliseconds. */
  startedAt: number;
}

/** A folder for what must not outlive one backup or restore. */
export interface WorkFolder {
  path(name: string): string;
  /** What a crash broke off before. */
  brokenOff: BrokenRestore | undefined;
  /** Notes that a restore is on its way, for whoever comes after a crash. */
  noteRestore(restore: BrokenRestore): void;
}

/**
 * Lends `work` a private folder in the data directory, and removes it with all that is in it, also at the exit of the
 * process; what a crash left behind goes first. Throws StartError where another backup or restore is at work there.
 */
export async function withWorkFolder<T>(dataDir: string, work: (folder: WorkFolder) => Promise<T>): Promise<T> {
  const isNew = !existsSync(dataDir);
  prepareDataDir(dataDir);
  const { backupWork } = dataPaths(dataDir);
  const unlock = lock(dataDir);
  if (!unlock) {
    throw new StartError(`another backup or restore is at work on ${dataDir}: wait for its end, then try again`);
  }
  const clear = (): void => rmSync(backupWork, { recursive: true, force: true });
  process.once('exit', clear);
  try {
    const brokenOff = readNote(restoreNote(backupWork));
    clear();
    mkdirSync(backupWork, { mode: 0o700 });
    return await work({
      brokenOff,
      path: (name) => join(backupWork, name),
      noteRestore: (restore) =>
        writeFileSync(restoreNote(backupWork), JSON.stringify(restore), { mode: 0o600, flush: true }),
    });
  } finally {
    process.off('exit', clear);
    clear();
    unlock();
    if (isNew) removeUnused(dataDir);
  }
}

/** Where nothing came of it, a data directory that was not there is not there again. */
function removeUnused(dataDir: string): void {
  const { backupLock } = dataPaths(dataDir);
  if (readdirSync(dataDir).join() !== basename(backupLock)) return;
  rmSync(backupLock);
  rmdirSync(dataDir);
}

/** Removes what a crash left behind, and answers the restore that it broke off, where it was one. */
export function clearAbandonedWork(dataDir: string): BrokenRestore | undefined {
  const { backupWork } = dataPaths(dataDir);
  const unlock = lock(dataDir);
  if (!unlock) return undefined;
  try {
    return readNote(restoreNote(backupWork));
  } finally {
    rmSync(backupWork, { recursive: true, force: true });
    unlock();
  }
}

const lock = (dataDir: string) => lockFile(dataPaths(dataDir).backupLock);
const restoreNote = (folder: string): string => join(folder, 'restore.json');

function readNote(file: string): BrokenRestore | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BrokenRestore;
  } catch {
    return undefined;
  }
}
