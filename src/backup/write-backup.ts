import { createHash } from 'node:crypto';
import { existsSync, linkSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Config, dataPaths } from '../config.ts';
import { findStoredName } from '../core/avatars/avatars.ts';
import type { FileStore } from '../core/ports.ts';
import { programVersion } from '../db/migrate.ts';
import { type BackedUpFile, type BackupDraft, draftBackup } from '../db/sqlite/backup-file.ts';
import { withFiles } from '../providers/storage/open-storage.ts';
import { describeDatabaseFailure } from '../start/database-state.ts';
import { createPrivateFile, syncFolder } from '../start/durable-files.ts';
import { findRootSecrets } from '../start/root-secrets.ts';
import { StartError } from '../start/start-error.ts';
import { appendChecksum } from './checksum.ts';
import { judgeStoredFile } from './soundness.ts';

/** What a backup holds. */
export interface BackupSummary {
  accounts: number;
  files: number;
  /** Stored files that the database mentions and the disk does not have: not in the backup. */
  missing: string[];
  /** Stored files that are not what was once received: not in the backup, which would hand the damage on. */
  damaged: string[];
  sizeBytes: number;
}

const partBytes = 1024 * 1024;

/**
 * Writes everything that the data directory holds at one moment, into one file, while a server serves; the root
 * key only where it is kept there too, in development. The file is there whole or not at all; one that exists is replaced only with `force`.
 */
export async function writeBackup(config: Config, file: string, { force }: { force: boolean }): Promise<BackupSummary> {
  const paths = dataPaths(config.dataDir);
  if (!existsSync(paths.database)) throw new StartError(`there is nothing to back up in ${config.dataDir}`);
  if (!force && existsSync(file)) throw alreadyThere(file);
  const draftFile = join(dirname(file), `.${basename(file)}.${process.pid}`);
  try {
    openDraft(draftFile);
    const summary = await fillDraft(config, draftFile);
    await appendChecksum(draftFile);
    putInPlace(draftFile, file, force);
    return { ...summary, sizeBytes: statSync(file).size };
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(draftFile + suffix, { force: true });
  }
}

const alreadyThere = (file: string): StartError =>
  new StartError(`${file} exists already: choose another name, or replace it with --force`);

function openDraft(draftFile: string): void {
  try {
    createPrivateFile(draftFile);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(`no file can be written in ${dirname(draftFile)} (${code})`, error);
  }
}

async function fillDraft(config: Config, draftFile: string) {
  const paths = dataPaths(config.dataDir);
  const draft = await draftBackup(paths.database, draftFile).catch((error) => {
    throw describeDatabaseFailure(error, paths.database) ?? error;
  });
  const { schemaVersion, rootKeyId, accounts } = draft;
  let finished = false;
  try {
    if (schemaVersion > programVersion)
      throw new StartError(`${paths.database} belongs to a newer Portico: use that one`);
    if (rootKeyId === undefined) throw new StartError(`${paths.database} never had a first start`);
    const place = { folder: paths.files, s3: config.storage };
    const counts = await withFiles(place, (files) => addFiles(draft, files));
    const kept = config.rootSecrets ? undefined : findRootSecrets(config, paths)?.join('\n');
    draft.finish({ schemaVersion, rootKeyId, rootSecrets: kept, createdAt: Date.now() });
    finished = true;
    return { accounts, ...counts };
  } finally {
    if (!finished) draft.abandon();
  }
}

async function addFiles(draft: BackupDraft, store: FileStore) {
  const avatars = draft.avatars.map(findStoredName).filter((name) => name !== undefined);
  const files = new Map<string, BackedUpFile | undefined>(avatars.map((name) => [name, undefined]));
  for (const file of draft.releaseFiles) files.set(file.path, file);
  const names = { sound: [] as string[], missing: [] as string[], damaged: [] as string[] };
  for (const [name, expected] of files) {
    const state = await judgeStoredFile(store, name, expected);
    names[state].push(name);
    if (state === 'sound') await addFile(draft, store, name);
  }
  return { files: names.sound.length, missing: names.missing, damaged: names.damaged };
}

async function addFile(draft: BackupDraft, store: FileStore, path: string): Promise<void> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let part = 0;
  for await (const bytes of inParts(store.read(path))) {
    hash.update(bytes);
    sizeBytes += bytes.length;
    draft.addPart(path, part, bytes);
    part += 1;
  }
  draft.addFile({ path, sizeBytes, sha256: hash.digest('hex') });
}

async function* inParts(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  for await (const chunk of content) {
    pending.push(chunk);
    pendingBytes += chunk.length;
    if (pendingBytes < partBytes) continue;
    yield Buffer.concat(pending);
    pending = [];
    pendingBytes = 0;
  }
  if (pendingBytes > 0) yield Buffer.concat(pending);
}

function putInPlace(draftFile: string, file: string, force: boolean): void {
  try {
    // A link, unlike a rename, fails where another program made the file meanwhile.
    if (force) renameSync(draftFile, file);
    else linkSync(draftFile, file);
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'EEXIST' ? alreadyThere(file) : error;
  }
  syncFolder(dirname(file));
}
