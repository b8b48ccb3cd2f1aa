import { copyFileSync, existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Config, dataPaths } from '../config.ts';
import type { AuditAction } from '../core/audit/audit.ts';
import { appendTo, makeAuditKey, openAuditKey } from '../core/audit/chain.ts';
import { createKeyring, type Keyring } from '../core/keyring/keyring.ts';
import type { Clock, FileStore } from '../core/ports.ts';
import { openDatabase } from '../db/database.ts';
import { programVersion } from '../db/migrate.ts';
import { type BackedUpFile, type BackupManifest, type BackupReader, openBackup } from '../db/sqlite/backup-file.ts';
import { holdsAccounts, type ReplacedLog, replaceContents } from '../db/sqlite/replace-contents.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { withFiles } from '../providers/storage/open-storage.ts';
import { prepareDataDir } from '../start/data-dir.ts';
import { prepareDatabase } from '../start/database-state.ts';
import { createPrivateFile, writePrivateFile } from '../start/durable-files.ts';
import { findRootSecrets, readRootSecrets } from '../start/root-secrets.ts';
import { StartError } from '../start/start-error.ts';
import { isWhole } from './checksum.ts';
import { judgeStoredFile } from './soundness.ts';
import { writeBackup } from './write-backup.ts';

/** What was put back; `createdAt` is the moment it comes from, in epoch milliseconds. */
export interface RestoreSummary {
  createdAt: number;
  files: number;
  /** The backup of what was there before; undefined where nothing was, or none was wanted. */
  safetyCopy: string | undefined;
}

const clock: Clock = { now: () => Date.now() };

/**
 * Puts a backup in place of what the data directory holds, also beside a running server. Everything is checked before
 * anything is touched, and the data changes in one transaction: broken off at any point, the old data are still there.
 * With `keepsCopy`, what the data directory holds is backed up into it first.
 */
export async function restoreBackup(
  config: Config,
  file: string,
  { keepsCopy }: { keepsCopy: boolean },
): Promise<RestoreSummary> {
  const backup = await openSound(file);
  try {
    const { manifest, files } = backup;
    const paths = dataPaths(config.dataDir);
    requireKnownSchema(file, manifest.schemaVersion);
    const holdsData = existsSync(paths.database) && holdsAccounts(paths.database);
    provideRootKey(config, manifest, holdsData);
    const keyring = await prepareTarget(config);
    const safetyCopy = keepsCopy && holdsData ? await backUpFirst(config) : undefined;
    await withFiles({ folder: paths.files, s3: config.storage }, (files) => placeFiles(backup, files));
    const exchange = (source: string) => replaceContents(paths.database, source, chainRestore(keyring));
    const { row } = await withCurrentSchema(paths.database, { file, manifest, keyring }, exchange);
    openAuditNotes(paths.auditNotes).addRestored(row, row.at);
    return { createdAt: manifest.createdAt, files: files.length, safetyCopy };
  } finally {
    backup.close();
  }
}

async function openSound(file: string): Promise<BackupReader> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new StartError(`there is no backup file ${file}`);
  const backup = (await isWhole(file)) ? openBackup(file) : undefined;
  if (!backup) {
    throw new StartError(`${file} is damaged, incomplete, or no backup of Portico; nothing was changed`);
  }
  const damage = backup.findDamage();
  if (damage.length === 0) return backup;
  backup.close();
  throw new StartError(`${file} is damaged (${damage[0]}); nothing was changed`);
}

function requireKnownSchema(file: string, schemaVersion: number): void {
  if (schemaVersion <= programVersion) return;
  throw new StartError(
    `${file} was made by a newer Portico (schema ${schemaVersion}, this program knows ${programVersion}): use the newer program`,
  );
}

/** The backup's own key is put into a data directory that holds nothing yet; another's data are never locked in. */
function provideRootKey(config: Config, { rootKeyId, rootSecrets }: BackupManifest, holdsData: boolean): void {
  const { secretKey } = dataPaths(config.dataDir);
  const present = findRootSecrets(config, dataPaths(config.dataDir));
  if (present && createKeyring(present).ids.includes(rootKeyId)) return;
  if (rootSecrets !== undefined && !config.rootSecrets && !holdsData) {
    prepareDataDir(config.dataDir);
    writePrivateFile(secretKey, `${[rootSecrets, ...(present ?? [])].join('\n')}\n`);
    return;
  }
  throw new StartError(
    `the backup needs root key ${rootKeyId}, which is not at hand: copy the secret.key that belongs to it to ${secretKey}, or set PORTICO_SECRET_KEY`,
  );
}

async function backUpFirst(config: Config): Promise<string> {
  const moment = new Date().toISOString().replace(/[:.]/g, '-');
  const file = join(config.dataDir, `before-restore-${moment}.backup`);
  await writeBackup(config, file, { force: false });
  return file;
}

async function prepareTarget(config: Config): Promise<Keyring> {
  const paths = dataPaths(config.dataDir);
  const file = paths.database;
  prepareDataDir(config.dataDir);
  const keyring = createKeyring(readRootSecrets(config, paths));
  createPrivateFile(file);
  const database = openDatabase(file);
  try {
    const pending = config.mode === 'development' ? 'apply' : 'refuse';
    await prepareDatabase(database, file, { pending, clock, keyring });
    return keyring;
  } finally {
    await database.destroy();
  }
}

/** Before the data, which mention them. Names are never used twice: what is there and differs is damaged, and replaced. */
async function placeFiles(backup: BackupReader, store: FileStore): Promise<void> {
  for (const file of backup.files) {
    if ((await judgeStoredFile(store, file.path, file)) === 'sound') continue;
    const staged = await store.stage(file.path, Readable.from(partsOf(backup, file)));
    if (staged.sha256 === file.sha256) {
      await store.remove(file.path);
      await staged.keep();
    } else {
      await staged.discard();
      throw new StartError(`the stored file ${file.path} in the backup is damaged; the data were not changed`);
    }
  }
}

function* partsOf(backup: BackupReader, { path }: BackedUpFile): Generator<Buffer> {
  for (let part = 0; ; part += 1) {
    const bytes = backup.findPart(path, part);
    if (!bytes) return;
    yield bytes;
  }
}

/** A backup of an older schema is brought up to date in a copy of its own, its audit log chained. */
async function withCurrentSchema<T>(
  databaseFile: string,
  { file, manifest, keyring }: { file: string; manifest: BackupManifest; keyring: Keyring },
  use: (source: string) => T,
): Promise<T> {
  if (manifest.schemaVersion === programVersion) return use(file);
  const copy = `${databaseFile}.restore-${process.pid}`;
  try {
    copyFileSync(file, copy);
    const db = openDatabase(copy);
    try {
      await prepareDatabase(db, copy, { pending: 'apply', clock, keyring });
    } finally {
      await db.destroy();
    }
    return use(copy);
  } finally {
    for (const suffix of ['', '-wal', '-shm']) rmSync(copy + suffix, { force: true });
  }
}

/** Tells of the restore, as the entry after the last one of the backup. */
function chainRestore(keyring: Keyring) {
  const action: AuditAction = 'backup.restored';
  const said = { actor: 'cli', action, target: 'backup', contract: '', address: '', details: '{}' };
  return ({ sealedKey: kept, sequence, ...log }: ReplacedLog) => {
    const sealedKey = kept ?? makeAuditKey(keyring);
    const end = { ...log, sequence: log.newestId, isGuarded: true };
    return { sealedKey, ...appendTo(end, openAuditKey(keyring, sealedKey), { at: clock.now(), ...said }, sequence) };
  };
}
