import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type Config, dataPaths, storagePlace } from '../config.ts';
import { createKeyring, type Keyring } from '../core/keyring/keyring.ts';
import type { Clock, FileStore } from '../core/ports.ts';
import { openDatabase } from '../db/database.ts';
import { programVersion } from '../db/migrate.ts';
import type { BackupManifest, BackupReader } from '../db/sqlite/backup-file.ts';
import { openAuditNotes } from '../providers/audit-notes.ts';
import { withFiles } from '../providers/storage/open-storage.ts';
import { prepareDataDir } from '../start/data-dir.ts';
import { prepareDatabase } from '../start/database-state.ts';
import { writePrivateFile } from '../start/durable-files.ts';
import { migrateConfiguredDatabase } from '../start/open-database.ts';
import { findRootSecrets, readRootSecrets } from '../start/root-secrets.ts';
import { StartError } from '../start/start-error.ts';
import { withBackedDatabase } from './backed-database.ts';
import { openSoundBackup, partsOf, type SoundBackup } from './open-backup.ts';
import { judgeStoredFile } from './soundness.ts';
import type { WorkFolder } from './work-folder.ts';
import { encryptedSuffix, writeBackup } from './write-backup.ts';

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
  folder: WorkFolder,
  { file, keepsCopy }: { file: string; keepsCopy: boolean },
): Promise<RestoreSummary> {
  const backup = await openSoundBackup(file, { keys: config.backup.keys, folder });
  try {
    return await withBackedDatabase(config, async (database) => {
      const { manifest, files } = backup;
      const paths = dataPaths(config.dataDir);
      const holdsData = await database.holdsAccounts();
      provideRootKey(config, manifest, holdsData);
      const keyring = await prepareTarget(config);
      const safetyCopy = keepsCopy && holdsData ? await backUpFirst(config, folder) : undefined;
      folder.noteRestore({ file, startedAt: clock.now() });
      await withFiles(storagePlace(config), (store) => placeFiles(backup, store));
      const source = await findCurrentSource(folder, { backup, keyring });
      const entry = await database.replaceBy(source, keyring);
      openAuditNotes(paths.auditNotes).addRestored(entry, entry.at);
      return { createdAt: manifest.createdAt, files: files.length, safetyCopy };
    });
  } finally {
    backup.close();
  }
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

async function backUpFirst(config: Config, folder: WorkFolder): Promise<string> {
  const moment = new Date().toISOString().replace(/[:.]/g, '-');
  const { keys } = config.backup;
  const file = join(config.dataDir, `before-restore-${moment}.backup${keys ? encryptedSuffix : ''}`);
  await writeBackup(config, folder, { file, keys, force: false });
  return file;
}

async function prepareTarget(config: Config): Promise<Keyring> {
  prepareDataDir(config.dataDir);
  const keyring = createKeyring(readRootSecrets(config, dataPaths(config.dataDir)));
  const pending = config.mode === 'development' ? 'apply' : 'refuse';
  await migrateConfiguredDatabase(config, { pending, clock, keyring });
  return keyring;
}

/** Before the data, which mention them. Names are never used twice: what is there and differs is damaged, and replaced. */
async function placeFiles(backup: BackupReader, store: FileStore): Promise<void> {
  for (const file of backup.files) {
    if ((await judgeStoredFile(store, file.path, file)) === 'sound') continue;
    const staged = await store.stage(file.path, Readable.from(partsOf(backup, file)));
    try {
      if (staged.sha256 !== file.sha256) {
        throw new StartError(`the stored file ${file.path} in the backup is damaged; the data were not changed`);
      }
      await store.remove(file.path);
      await staged.keep();
    } finally {
      await staged.discard();
    }
  }
}

/** Where the rows lie in this program's schema: a backup of an older one is brought up to date in a copy, its audit log chained. */
async function findCurrentSource(
  folder: WorkFolder,
  { backup, keyring }: { backup: SoundBackup; keyring: Keyring },
): Promise<string> {
  if (backup.manifest.schemaVersion === programVersion) return backup.path;
  const copy = folder.path('migrated');
  copyFileSync(backup.path, copy);
  const db = openDatabase(copy);
  try {
    await prepareDatabase(db, copy, { pending: 'apply', clock, keyring });
  } finally {
    await db.destroy();
  }
  return copy;
}
