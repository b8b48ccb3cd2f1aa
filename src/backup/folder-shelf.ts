import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../start/durable-files.ts';
import { StartError } from '../start/start-error.ts';
import { placeFile } from './place-file.ts';
import { type BackupShelf, readBackupName, type ShelvedBackup } from './shelf.ts';
import { openContent } from './with-content.ts';

/** A folder, made (0700) where it is absent; the one that holds it must be there, or a disk is not mounted. */
export function openFolderShelf(folder: string): BackupShelf {
  async function provide(): Promise<void> {
    await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw notUsable(error);
    });
  }

  const notUsable = (error: unknown): StartError =>
    new StartError(
      `backups cannot be kept in ${folder} (${(error as NodeJS.ErrnoException).code}): correct PORTICO_BACKUP_TO`,
      error,
    );

  async function find(name: string): Promise<ShelvedBackup | undefined> {
    const read = readBackupName(name);
    if (!read) return undefined;
    const found = await stat(join(folder, name)).catch(() => undefined);
    return found?.isFile() ? { name, sizeBytes: found.size, ...read } : undefined;
  }

  return {
    place: folder,
    async list() {
      await provide();
      const names = await readdir(folder).catch((error: unknown) => {
        throw notUsable(error);
      });
      const found = await Promise.all(names.map(find));
      return found.filter((each) => each !== undefined).sort((a, b) => b.createdAt - a.createdAt);
    },
    async put(name, content) {
      await provide();
      return placeFile(join(folder, name), content, { force: false });
    },
    read: (name) => openContent(join(folder, name)),
    async remove(name) {
      await rm(join(folder, name), { force: true });
      syncFolder(folder);
    },
  };
}
