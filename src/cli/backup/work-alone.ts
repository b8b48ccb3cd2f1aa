import { settleBrokenRestore } from '../../backup/broken-restore.ts';
import { type WorkFolder, withWorkFolder } from '../../backup/work-folder.ts';
import type { Config } from '../../config.ts';
import { stopSignals } from '../../start/stop-signals.ts';
import type { Cli } from '../cli.ts';

/**
 * Runs one backup or restore, the only one of its data directory. A stop signal ends the process, which leaves nothing
 * behind then; a restore that a crash broke off before is told of.
 */
export async function workAlone<T>(cli: Cli, config: Config, work: (folder: WorkFolder) => Promise<T>): Promise<T> {
  const stop = (): never => process.exit(1);
  for (const signal of stopSignals) process.once(signal, stop);
  try {
    return await withWorkFolder(config.dataDir, async (folder) => {
      if (folder.brokenOff) cli.say(`warning: ${await settleBrokenRestore(config, folder.brokenOff)}`);
      return work(folder);
    });
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
  }
}
