import type { Command } from 'commander';
import { type Config, readConfig, storagePlace } from '../../config.ts';
import { withFiles } from '../../providers/storage/open-storage.ts';
import { StartError } from '../../start/start-error.ts';
import { type Cli, withExistingHouse } from '../cli.ts';
import { type CopySummary, copyFiles } from './copy-files.ts';

const mebibyte = 1024 * 1024;
const progressMs = 5_000;

/** `storage copy --to URL` */
export function addStorageCopy(storage: Command, cli: Cli): void {
  storage
    .command('copy')
    .requiredOption('--to <url>', 'where to: s3://bucket/prefix?region=…, or file: for the data directory')
    .summary('copy the stored files to another place, and compare them there')
    .description(
      'Copy every file that the database names from where PORTICO_STORAGE_URL says it is, and read each back. Run it beside the ' +
        'server, again when the server is stopped, then change PORTICO_STORAGE_URL. Broken off, it goes on where it was; nothing is ' +
        'removed.\n把全部文件复制到另一处并逐一校验；可中断后重新运行；不会删除原文件。',
    )
    .action(async ({ to }: { to: string }) => {
      // Credentials and the rest are those of the configuration.
      const target = readConfig({ ...cli.environment, PORTICO_STORAGE_URL: to });
      refuseSamePlace(readConfig(cli.environment), target);
      const summary = await withExistingHouse(cli, ({ core }) =>
        withFiles(storagePlace(target), (files) =>
          copyFiles(core.storedFiles.list(), { from: core.files, to: files }, createProgress(cli)),
        ),
      );
      tell(cli, summary);
    });
}

function refuseSamePlace(source: Config, target: Config): void {
  const placeOf = ({ storage }: Config): string => {
    const { bucket, prefix, endpoint } = storage ?? {};
    return JSON.stringify([bucket, prefix, endpoint]);
  };
  if (placeOf(source) === placeOf(target)) throw new StartError('that is where the files are now');
}

function createProgress({ say }: Cli): (summary: CopySummary) => void {
  let toldAt = Date.now();
  return ({ copied, alreadyThere, copiedBytes }) => {
    if (Date.now() - toldAt < progressMs) return;
    toldAt = Date.now();
    say(`${copied} copied (${Math.round(copiedBytes / mebibyte)} MiB), ${alreadyThere} there already`);
  };
}

function tell({ say }: Cli, { copied, alreadyThere, copiedBytes, missing, damaged }: CopySummary): void {
  for (const name of missing) say(`warning: the stored file ${name} is missing, and so not copied`);
  for (const name of damaged) say(`warning: the stored file ${name} is damaged, and so not copied`);
  say(`${copied} files copied and compared, ${copiedBytes} bytes; ${alreadyThere} were there already.`);
  const left = missing.length + damaged.length;
  if (left > 0) throw new StartError(`${left} files were not copied`);
}
