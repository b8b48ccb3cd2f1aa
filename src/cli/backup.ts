import { resolve } from 'node:path';
import type { Command } from 'commander';
import { writeBackup } from '../backup/write-backup.ts';
import { dataPaths, readConfig } from '../config.ts';
import type { Cli } from './cli.ts';

/** `backup FILE` */
export function addBackup(program: Command, cli: Cli): void {
  program
    .command('backup')
    .argument('<file>', 'to be made')
    .option('--force', 'replace the file if it exists', false)
    .summary('write everything but the root key into one file')
    .description(
      'Write everything but the root key, as it is at one moment, into one file, while the server serves.\n' +
        '在线备份（不含根密钥）到一个文件。',
    )
    .action(async (path: string, options: { force: boolean }) => {
      const file = resolve(path);
      const config = readConfig(cli.environment);
      const { accounts, files, missing, damaged, sizeBytes } = await writeBackup(config, file, options);
      cli.print(file);
      cli.say(`${accounts} accounts, ${files} stored files, ${sizeBytes} bytes.`);
      for (const name of missing) cli.say(`warning: the stored file ${name} is missing, and so not in the backup`);
      for (const name of damaged) cli.say(`warning: the stored file ${name} is damaged, and so not in the backup`);
      cli.say(describeKey(config.rootSecrets !== undefined, dataPaths(config.dataDir).secretKey));
    });
}

function describeKey(isConfigured: boolean, secretKeyFile: string): string {
  const where = isConfigured ? 'what PORTICO_SECRET_KEY holds' : secretKeyFile;
  return `The root key is not in it, and without it a backup is of no use: keep a copy of ${where}, apart from the backup.`;
}
