import type { Config } from '../config.ts';
import { StartError } from '../start/start-error.ts';
import { stopSignals } from '../start/stop-signals.ts';
import { openShelf } from './open-shelf.ts';
import { type ShelvedSummary, shelveBackup } from './shelve-backup.ts';
import { withWorkFolder } from './work-folder.ts';

/** What the process is asked for. */
export interface BackupRequest {
  config: Config;
  timeZone: string;
}

/** What it answers. */
export type BackupAnswer = { made: ShelvedSummary } | { failure: string };

// A process of its own, so that neither the copying nor the encrypting takes turns or memory from requests.
process.once('message', async ({ config, timeZone }: BackupRequest) => {
  const answer = await makeBackup(config, timeZone).catch(describe);
  process.send?.(answer, () => process.disconnect?.());
});
// Whoever asked is gone: nobody would hear of the end.
process.once('disconnect', () => process.exit());
for (const signal of stopSignals) process.on(signal, () => process.exit(1));

async function makeBackup(config: Config, timeZone: string): Promise<BackupAnswer> {
  const shelf = await openShelf(config);
  const made = await withWorkFolder(config.dataDir, (folder) => shelveBackup(config, { folder, shelf, timeZone }));
  return { made };
}

function describe(error: unknown): BackupAnswer {
  return { failure: error instanceof StartError ? error.message : String((error as Error).stack ?? error) };
}
