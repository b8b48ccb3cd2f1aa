import type { Config } from '../config.ts';
import { StartError } from '../start/start-error.ts';
import { openFolderShelf } from './folder-shelf.ts';
import type { BackupShelf } from './shelf.ts';

/** The shelf that the configuration names; throws StartError where it names none. */
export function openShelf({ backup: { shelf } }: Config): BackupShelf {
  if (shelf === undefined) throw new StartError('PORTICO_BACKUP_TO is not set: it names the folder of the backups');
  return openFolderShelf(shelf);
}
