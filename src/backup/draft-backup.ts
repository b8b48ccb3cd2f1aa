import { createHash } from 'node:crypto';
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Config, dataPaths, storagePlace } from '../config.ts';
import { findStoredName } from '../core/avatars/avatars.ts';
import type { FileStore } from '../core/ports.ts';
import { programVersion } from '../db/migrate.ts';
import { type BackedUpFile, type BackupDraft, openDraft } from '../db/sqlite/backup-file.ts';
import { withFiles } from '../providers/storage/open-storage.ts';
import { describeDatabaseFailure } from '../start/database-state.ts';
import { createPrivateFile } from '../start/durable-files.ts';
import { databasePlace } from '../start/open-database.ts';
import { findRootSecrets } from '../start/root-secrets.ts';
import { StartError } from '../start/start-error.ts';
import { withBackedDatabase } from './backed-database.ts';
import { appendChecksum } from './checksum.ts';
import { judgeStoredFile } from './soundness.ts';

/** What a backup holds. */
export interface BackupContents {
  /** The moment that it shows, in epoch milliseconds. */
  createdAt: number;
  accounts: number;
  files: number;
  /** Stored files that the database mentions and the disk does not have: not in the backup. */
  missing: string[];
  /** Stored files that are not what was once received: not in the backup, which would hand the damage on. */
  damaged: string[];
}

const partBytes = 1024 * 1024;

/**
 * Writes everything that the data directory holds at one moment into a new file, sealed, while a server serves; the root
 * key only where it is kept there too, in development. Throws StartError where there is no room for it.
 */
export async function draftBackupFile(config: Config, file: string): Promise<BackupContents> {
  const createdAt = Date.now();
  createPrivateFile(file);
  await copyDatabase(config, file);
  const contents = await fillDraft(config, file, createdAt);
  await appendChecksum(file);
  return contents;
}

async function copyDatabase(config: Config, file: string): Promise<void> {
  await withBackedDatabase(config, async (database) => {
    requireRoom(file, await database.readSize());
    await database.copyTo(file);
  }).catch((error) => {
    throw describeDatabaseFailure(error, databasePlace(config)) ?? error;
  });
}

async function fillDraft(config: Config, file: string, createdAt: number) {
  const paths = dataPaths(config.dataDir);
  const draft = openDraft(file);
  const { schemaVersion, rootKeyId, accounts } = draft;
  let finished = false;
  try {
    if (schemaVersion > programVersion)
      throw new StartError(`${databasePlace(config)} belongs to a newer Portico: use that one`);
    if (rootKeyId === undefined) throw new StartError(`${databasePlace(config)} never had a first start`);
    requireRoom(file, total(draft.releaseFiles));
    const counts = await withFiles(storagePlace(config), (files) => addFiles(draft, files));
    const kept = config.rootSecrets ? undefined : findRootSecrets(config, paths)?.join('\n');
    draft.finish({ schemaVersion, rootKeyId, rootSecrets: kept, createdAt });
    finished = true;
    return { createdAt, accounts, ...counts };
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

const total = (files: readonly BackedUpFile[]): number => files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

/** The server writes to the same disk: filling it up would stop everybody. */
function requireRoom(file: string, neededBytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(file));
  const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
  if (bavail * bsize > neededBytes * 1.1) return;
  throw new StartError(
    `${dirname(file)} has no room for a backup on its way: ${mebibytes(neededBytes)} MiB are needed, ${mebibytes(bavail * bsize)} MiB are free`,
  );
}
