import { existsSync } from 'node:fs';
import { type Config, dataPaths } from '../../config.ts';
import { resolveSettings } from '../../core/runtime-settings/judging.ts';
import { readDocument } from '../../core/runtime-settings/stored-document.ts';
import { createSettings } from '../../core/settings/settings.ts';
import { openConfiguredDatabase } from '../../start/open-database.ts';

/** The zone in which the server counts days; what the console says of it counts only where the data are there. */
export async function zoneOf(config: Config): Promise<string> {
  const { database } = dataPaths(config.dataDir);
  const stored = config.database || existsSync(database) ? await readStored(config) : undefined;
  return resolveSettings(readDocument(stored).values, config.given)['server.timeZone'];
}

/** A database that cannot be read says nothing: backups are looked at most when it is damaged. */
async function readStored(config: Config): Promise<string | undefined> {
  const { db, close } = await openConfiguredDatabase(config);
  try {
    return await createSettings({ db }).find('runtime-settings');
  } catch {
    return undefined;
  } finally {
    await close();
  }
}
