import type { Command } from 'commander';
import { openShelf } from '../../backup/open-shelf.ts';
import { planRetention } from '../../backup/retention.ts';
import { findNextDue } from '../../backup/schedule-times.ts';
import { readConfig } from '../../config.ts';
import type { Cli } from '../cli.ts';
import { formatTable, printTime } from '../table.ts';
import { zoneOf } from './zone.ts';

/** `backup list` */
export function addList(backup: Command, cli: Cli): void {
  backup
    .command('list')
    .summary('print the backups in PORTICO_BACKUP_TO, and why each is kept')
    .description(
      'Print the finished backups in PORTICO_BACKUP_TO, newest first, and as what PORTICO_BACKUP_KEEP keeps each.\n列出 PORTICO_BACKUP_TO 中的备份及保留原因。',
    )
    .action(async () => {
      const config = readConfig(cli.environment);
      const { schedule, retention } = config.backup;
      const shelf = await openShelf(config);
      const [backups, timeZone] = [await shelf.list(), await zoneOf(config)];
      const { kept } = planRetention(backups, retention, timeZone);
      const rows = backups.map((each) => [
        each.name,
        printTime(each.createdAt),
        String(each.sizeBytes),
        each.isEncrypted ? 'yes' : 'no',
        kept.get(each)?.join(', ') ?? 'goes with the next',
      ]);
      for (const line of formatTable([['name', 'made', 'bytes', 'encrypted', 'kept as'], ...rows])) cli.print(line);
      if (backups.length === 0) cli.say(`There are no backups in ${shelf.place} yet. / 尚无备份。`);
      const next = schedule === undefined ? undefined : findNextDue(schedule, timeZone, Date.now());
      cli.say(
        next === undefined ? 'None is scheduled. / 未设置定时备份。' : `The next one is due at ${printTime(next)}.`,
      );
    });
}
