import { join } from 'node:path';
import { dataPaths } from '../../src/config.ts';
import { createStoredFiles } from '../../src/core/stored-files/stored-files.ts';
import { storedFiles } from '../../test/support/desktop.ts';
import { failCalls } from '../../test/support/failing-calls.ts';
import type { TestPortico } from '../../test/support/portico.ts';
import { temporaryDataDir } from '../../test/support/process.ts';
import { openByAddress } from '../../test/support/tested-database.ts';
import { until } from '../../test/support/until.ts';
import type { Findings, PartContext } from '../part.ts';
import { startDiskServer } from './disk-server.ts';
import { type DiskFault, underFault } from './under-fault.ts';

const refusedUploads = 5;

/** Stored files cannot be kept, SQLite's can: whoever sends no file notices nothing, and no file is left that nobody names. */
export async function failStoredFiles(context: PartContext): Promise<Findings> {
  const served = await startDiskServer(context, temporaryDataDir(context));
  const { at, server } = served;
  const folders = ['releases', 'avatars'].map((folder) => join(dataPaths(at.dataDir).files, folder));
  const failures = [
    { calls: 'link,linkat', error: 'EIO' },
    { calls: 'fsync', error: 'EIO', paths: folders },
  ] as const;
  const name = 'failing stored files';
  const { figures, faults } = await underFault(served, name, async (given) => {
    await until(() => given.publishing.published() > 0);
    for (const failure of failures) {
      const failing = await failCalls([server.child.pid as number], failure);
      try {
        await seeRefused(given);
      } finally {
        await failing.mend();
      }
      await seePublished(given);
    }
  });
  const nameless = await findNameless(at);
  return { figures, faults: [...faults, ...nameless.map((file) => `${name}: nobody names ${file}`)] };
}

async function seeRefused({ load, publishing }: Parameters<DiskFault>[0]): Promise<void> {
  const before = publishing.refused();
  await load.isRefused(['staff']);
  await load.passes(5, ['mobile', 'desktop', 'blog', 'panel']);
  await until(() => publishing.refused() >= before + refusedUploads);
  if (publishing.refused() < before + refusedUploads) throw new Error('uploads are not refused');
}

async function seePublished({ publishing }: Parameters<DiskFault>[0]): Promise<void> {
  const before = publishing.published();
  await until(() => publishing.published() > before);
  if (publishing.published() === before) throw new Error('uploads do not go on');
}

/** What lies in storage, and no row tells of. */
async function findNameless(at: TestPortico): Promise<string[]> {
  const db = openByAddress(at.address);
  try {
    const named = new Set<string>();
    for await (const { name } of createStoredFiles({ db }).list()) named.add(name);
    return storedFiles(at).filter((file) => !named.has(file));
  } finally {
    await db.destroy();
  }
}
