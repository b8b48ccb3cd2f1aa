import type { Command } from 'commander';
import type { Release } from '../core/releases/releases.ts';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';
import { formatTable } from './table.ts';

const shown = 100;
const header = ['version', 'path', 'bytes', 'sha256', 'published', 'by', 'state'];

/** `release list | withdraw` (D2) */
export function addRelease(program: Command, cli: Cli): void {
  const release = program
    .command('release')
    .summary('list and withdraw releases of the desktop program')
    .description('Releases of the desktop program.\n桌面程序的升级包。');
  release
    .command('list')
    .summary(`print the ${shown} highest versions`)
    .description(`Print the ${shown} highest versions, withdrawn ones among them.\n列出最高的 ${shown} 个版本。`)
    .action(async () => {
      const { rows } = await withExistingHouse(cli, ({ core }) => core.releases.list({ offset: 0, limit: shown }));
      for (const line of formatTable([header, ...rows.map(toRow)])) cli.print(line);
    });
  release
    .command('withdraw')
    .argument('<version>', 'of the release')
    .summary('neither announce nor serve a release any more, for good')
    .description('Neither announce nor serve a release any more, for good.\n永久撤回升级包。')
    .action(async (version: string) => {
      await withExistingHouse(cli, ({ core }) => core.releases.withdraw(version, cliActor));
      cli.say(`Release ${version} is withdrawn.`);
    });
}

function toRow(release: Release): string[] {
  const state = release.withdrawn_at === null ? 'served' : 'withdrawn';
  const published = new Date(release.created_at).toISOString();
  return [
    release.version,
    release.path,
    String(release.size_bytes),
    release.sha256,
    published,
    release.uploaded_by,
    state,
  ];
}
