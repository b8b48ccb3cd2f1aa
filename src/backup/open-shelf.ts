import type { Config } from '../config.ts';
import { StartError } from '../start/start-error.ts';
import { openFolderShelf } from './folder-shelf.ts';
import type { BackupShelf } from './shelf.ts';

/** The shelf that the configuration names; throws StartError where it names none. */
export async function openShelf({ backup: { shelf } }: Config): Promise<BackupShelf> {
  if (shelf === undefined) throw new StartError('PORTICO_BACKUP_TO is not set: it names where the backups are kept');
  if (typeof shelf === 'string') return openFolderShelf(shelf);
  // Who has no bucket does without its library.
  const { openBucketShelf } = await import('./bucket-shelf.ts');
  return openBucketShelf(shelf);
}
