import type { Config } from '../config.ts';
import { type BackupContents, draftBackupFile } from './draft-backup.ts';
import { encrypt } from './encryption.ts';
import type { BackupKeys } from './keys.ts';
import { placeFile, refuseExisting } from './place-file.ts';
import { withContent } from './with-content.ts';
import type { WorkFolder } from './work-folder.ts';

/** How the names of encrypted backups end, where Portico names them. */
export const encryptedSuffix = '.age';

/** What a backup holds, and how large it is. */
export interface BackupSummary extends BackupContents {
  sizeBytes: number;
}

/** How to write a backup. */
export interface BackupOptions {
  /** What to encrypt it with; undefined: not at all. */
  keys: BackupKeys | undefined;
  /** Whether a file that exists is replaced. */
  force: boolean;
}

/**
 * Writes everything that the data directory holds at one moment, into one file, while a server serves. The file is there
 * whole or not at all.
 */
export async function writeBackup(
  config: Config,
  folder: WorkFolder,
  { file, keys, force }: BackupOptions & { file: string },
): Promise<BackupSummary> {
  if (!force) refuseExisting(file);
  const draft = folder.path('draft');
  const contents = await draftBackupFile(config, draft);
  const { sizeBytes } = await withContent(draft, async (plain) =>
    placeFile(file, keys ? await encrypt(plain, keys) : plain, { force }),
  );
  return { ...contents, sizeBytes };
}
