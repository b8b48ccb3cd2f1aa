import { resolve } from 'node:path';
import type { Command } from 'commander';
import { restoreBackup } from '../backup/restore-backup.ts';
import { readConfig } from '../config.ts';
import type { Cli } from './cli.ts';

/** `restore FILE` */
export function addRestore(program: Command, cli: Cli): void {
  program
    .command('restore')
    .argument('<file>', 'that `backup` made')
    .option('--yes', 'replace what the data directory holds without backing it up first', false)
    .summary('put a backup in place of what the data directory holds')
    .description(
      'Put a backup in place of what the data directory holds, also beside a running server; checked first, then done ' +
        'in one step.\n从备份恢复；先校验，再一次性替换。',
    )
    .action(async (path: string, options: { yes: boolean }) => {
      const config = readConfig(cli.environment);
      const { createdAt, files, safetyCopy } = await restoreBackup(config, resolve(path), { keepsCopy: !options.yes });
      if (safetyCopy) cli.say(`What was there before is kept in ${safetyCopy}`);
      cli.say(`Restored as of ${new Date(createdAt).toISOString()}, with ${files} stored files.`);
    });
}
