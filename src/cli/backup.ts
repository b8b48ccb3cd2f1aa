import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeBackup } from '../backup/write-backup.ts';
import { readConfig } from '../config.ts';
import type { Cli } from './cli.ts';

/** `backup FILE` */
export function addBackup(program: Command, cli: Cli): void {
  program
    .command('backup')
    .argument('<file>', 'to be made')
    .option('--force', 'replace the file if it exists', false)
    .summary('write everything into one file')
    .description(
      'Write everything, as it is at one moment, into one file, while the server serves. The root key goes with it only ' +
        'where it is kept in the data directory, in development.\n在线备份到一个文件；仅在开发模式下包含根密钥。',
    )
    .action(async (path: string, options: { force: boolean }) => {
      const file = resolve(path);
      const config = readConfig(cli.environment);
      const { accounts, files, missing, damaged, sizeBytes } = await writeBackup(config, file, options);
      cli.print(file);
      cli.say(`${accounts} accounts, ${files} stored files, ${sizeBytes} bytes.`);
      for (const name of missing) cli.say(`warning: the stored file ${name} is missing, and so not in the backup`);
      for (const name of damaged) cli.say(`warning: the stored file ${name} is damaged, and so not in the backup`);
      cli.say(config.rootSecrets ? keyIsElsewhere : keyIsInside);
    });
}

const keyIsElsewhere =
  'The root key is not in it, and without it a backup is of no use: keep a copy of what PORTICO_SECRET_KEY holds, apart from the backup.';
const keyIsInside =
  'The root key of this data directory is in it: whoever has the backup can open everything. Keep it as safe as the data directory.';
