import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { programVersion } from '../db/migrate.ts';
import { type BackedUpFile, type BackupManifest, type BackupReader, openBackup } from '../db/sqlite/backup-file.ts';
import { StartError } from '../start/start-error.ts';
import { isWhole } from './checksum.ts';
import { decrypt, isEncrypted } from './encryption.ts';
import type { BackupKeys } from './keys.ts';
import { placeFile } from './place-file.ts';
import { withContent } from './with-content.ts';
import type { WorkFolder } from './work-folder.ts';

/** A backup that was found sound, and where it lies unencrypted. */
export interface SoundBackup extends BackupReader {
  path: string;
}

/** What is in a sound backup. */
export interface VerifiedBackup {
  manifest: BackupManifest;
  accounts: number;
  files: number;
  isEncrypted: boolean;
}

/**
 * Opens a backup, encrypted or not, that is whole, sound and not of a newer program; one that is encrypted is decrypted
 * into the work folder. Throws StartError that says what is wrong with it otherwise. Changes nothing.
 */
export async function openSoundBackup(
  file: string,
  { keys, folder }: { keys: BackupKeys | undefined; folder: WorkFolder },
): Promise<SoundBackup> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new StartError(`there is no backup file ${file}`);
  const path = (await isEncrypted(file)) ? await decryptInto(folder, file, keys) : file;
  const backup = (await withContent(path, isWhole)) ? openBackup(path) : undefined;
  if (!backup) throw new StartError(`${file} is damaged, incomplete, or no backup of Portico; nothing was changed`);
  try {
    const damage = backup.findDamage();
    if (damage.length > 0) throw new StartError(`${file} is damaged (${damage[0]}); nothing was changed`);
    requireKnownSchema(file, backup.manifest.schemaVersion);
    return { ...backup, path };
  } catch (error) {
    backup.close();
    throw error;
  }
}

/** Reads a backup throughout, its stored files too, and tells what is in it. Throws StartError where it is not sound. */
export async function verifyBackup(
  file: string,
  options: { keys: BackupKeys | undefined; folder: WorkFolder },
): Promise<VerifiedBackup> {
  const backup = await openSoundBackup(file, options);
  try {
    const { manifest, files } = backup;
    const damaged = files.find((each) => hashParts(backup, each) !== each.sha256);
    if (damaged) throw new StartError(`${file} is damaged: so is the stored file ${damaged.path} in it`);
    return { manifest, accounts: backup.countAccounts(), files: files.length, isEncrypted: backup.path !== file };
  } finally {
    backup.close();
  }
}

/** The content of a stored file, part after part. */
export function* partsOf(backup: BackupReader, { path }: BackedUpFile): Generator<Buffer> {
  for (let part = 0; ; part += 1) {
    const bytes = backup.findPart(path, part);
    if (!bytes) return;
    yield bytes;
  }
}

async function decryptInto(folder: WorkFolder, file: string, keys: BackupKeys | undefined): Promise<string> {
  const path = folder.path('decrypted');
  await withContent(file, async (content) => placeFile(path, await decrypt(content, keys, file), { force: true }));
  return path;
}

function requireKnownSchema(file: string, schemaVersion: number): void {
  if (schemaVersion <= programVersion) return;
  throw new StartError(
    `${file} was made by a newer Portico (schema ${schemaVersion}, this program knows ${programVersion}): use the newer program`,
  );
}

function hashParts(backup: BackupReader, file: BackedUpFile): string {
  const hash = createHash('sha256');
  for (const bytes of partsOf(backup, file)) hash.update(bytes);
  return hash.digest('hex');
}
