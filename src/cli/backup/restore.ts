import type { Command } from 'commander';
import { fetchBackup } from '../../backup/fetch-backup.ts';
import { restoreBackup } from '../../backup/restore-backup.ts';
import { readConfig } from '../../config.ts';
import type { Cli } from '../cli.ts';
import { printTime } from '../table.ts';
import { workAlone } from './work-alone.ts';

/** `restore FILE` */
export function addRestore(program: Command, cli: Cli): void {
  program
    .command('restore')
    .argument('<file>', 'that `backup` made, encrypted or not, or a name as `backup list` prints it')
    .option('--yes', 'replace what the data directory holds without backing it up first', false)
    .summary('put a backup in place of what the data directory holds')
    .description(
      'Put a backup in place of what the data directory holds, also beside a running server; checked first, then done ' +
        'in one step. One that is encrypted needs its key in PORTICO_BACKUP_KEY.\n从备份恢复；先校验，再一次性替换。加密的备份需要设置 PORTICO_BACKUP_KEY。',
    )
    .action(async (path: string, options: { yes: boolean }) => {
      const config = readConfig(cli.environment);
      const restored = await workAlone(cli, config, async (folder) => {
        const file = await fetchBackup(config, folder, path);
        return restoreBackup(config, folder, { file, keepsCopy: !options.yes });
      });
      const { createdAt, files, safetyCopy } = restored;
      if (safetyCopy) cli.say(`What was there before is kept in ${safetyCopy}`);
      cli.say(`Restored as of ${printTime(createdAt)}, with ${files} stored files.`);
    });
}
