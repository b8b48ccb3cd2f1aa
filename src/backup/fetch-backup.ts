import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../config.ts';
import { openShelf } from './open-shelf.ts';
import { placeFile } from './place-file.ts';
import { readBackupName } from './shelf.ts';
import type { WorkFolder } from './work-folder.ts';

/** Where a backup lies that is named by its path, or as `backup list` names it: then it is fetched into the work folder. */
export async function fetchBackup(config: Config, folder: WorkFolder, given: string): Promise<string> {
  const path = resolve(given);
  if (existsSync(path) || !readBackupName(given) || config.backup.shelf === undefined) return path;
  const shelf = await openShelf(config);
  const isThere = (await shelf.list()).some(({ name }) => name === given);
  if (!isThere) return path;
  const fetched = folder.path(given);
  await placeFile(fetched, await shelf.read(given), { force: true });
  return fetched;
}
