import type { Command } from 'commander';
import { openShelf } from '../../backup/open-shelf.ts';
import { planPruning, pruneShelf } from '../../backup/shelve-backup.ts';
import { readConfig } from '../../config.ts';
import type { Cli } from '../cli.ts';
import { zoneOf } from './zone.ts';

/** `backup prune [--dry-run]` */
export function addPrune(backup: Command, cli: Cli): void {
  backup
    .command('prune')
    .option('--dry-run', 'only print what would be removed', false)
    .summary('remove the backups that PORTICO_BACKUP_KEEP lets go')
    .description(
      'Remove the backups in PORTICO_BACKUP_TO that PORTICO_BACKUP_KEEP lets go, and print their names; the newest one always stays. ' +
        'Scheduled backups do that by themselves.\n按 PORTICO_BACKUP_KEEP 清理旧备份；最新的一份始终保留。',
    )
    .action(async ({ dryRun }: { dryRun: boolean }) => {
      const config = readConfig(cli.environment);
      const shelf = await openShelf(config);
      const timeZone = await zoneOf(config);
      const names = await (dryRun ? planPruning : pruneShelf)(config, { shelf, timeZone });
      for (const name of names) cli.print(name);
      cli.say(
        `${names.length} backups ${dryRun ? 'would go' : 'were removed'}. / ${dryRun ? '将删除' : '已删除'} ${names.length} 份。`,
      );
    });
}
