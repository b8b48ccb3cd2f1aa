import type { Command } from 'commander';
import { type Cli, withExistingHouse } from '../cli.ts';
import { formatTable, printTime } from '../table.ts';

/** `import status` */
export function addImportStatus(group: Command, cli: Cli): void {
  group
    .command('status')
    .summary('what was taken over, and how many former passwords remain')
    .description(
      'Which back ends were taken over, and how many accounts have not signed in since: their passwords are still as the ' +
        'former back end kept them.\n各旧系统已导入的账号数，以及尚未登录、仍为旧密码格式的账号数。',
    )
    .action(async () => {
      const { sources, former } = await withExistingHouse(cli, ({ core }) => core.imports.read());
      if (sources.length === 0) return cli.say('Nothing was imported yet. / 尚未导入。');
      const header = ['source', 'accounts', 'deleted since', 'first', 'last'];
      const rows = sources.map(({ source, accounts, deleted, firstAt, lastAt }) => [
        source,
        String(accounts),
        String(deleted),
        printTime(firstAt),
        printTime(lastAt),
      ]);
      for (const line of formatTable([header, ...rows])) cli.print(line);
      cli.print(`former passwords: ${former.accounts}`);
      for (const { contract, count } of former.doors) cli.print(`former passwords at ${contract} alone: ${count}`);
    });
}
