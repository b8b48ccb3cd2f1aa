import { type Command, InvalidArgumentError } from 'commander';
import type { Release } from '../core/releases/releases.ts';
import { isChannel } from '../core/releases/rollout.ts';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { judged, parsePercent } from './values.ts';

const shown = 100;
const header = ['version', 'channel', 'rollout', 'downloads', 'path', 'bytes', 'sha256', 'published', 'by', 'state'];

interface ReleaseOptions {
  channel?: string;
  rollout?: number;
}

/** `release list | set | withdraw` (D2, D7) */
export function addRelease(program: Command, cli: Cli): void {
  const release = program
    .command('release')
    .summary('list, roll out and withdraw releases of the desktop program')
    .description('Releases of the desktop program.\n桌面程序的升级包。');
  release
    .command('list')
    .summary(`print the ${shown} highest versions`)
    .description(`Print the ${shown} highest versions, withdrawn ones among them.\n列出最高的 ${shown} 个版本。`)
    .action(async () => {
      const rows = await withExistingHouse(cli, ({ core }) => core.releases.list({ limit: shown }));
      for (const line of formatTable([header, ...rows.map(toRow)])) cli.print(line);
    });
  release
    .command('set')
    .argument('<version>', 'of the release')
    .summary('change which part of the fleet is offered a release')
    .description('Change which part of the fleet is offered a release.\n调整升级包的渠道和灰度比例。')
    .option('--channel <name>', 'whose devices: stable, beta or another name', judged(findChannelProblem))
    .option('--rollout <percent>', 'how many of them: 0 for none, 100 for all', parsePercent)
    .action(async (version: string, { channel, rollout }: ReleaseOptions) => {
      const words = {
        ...(channel !== undefined && { channel }),
        ...(rollout !== undefined && { rolloutPercent: rollout }),
      };
      if (Object.keys(words).length === 0) throw new InvalidArgumentError('Give --channel, --rollout or both.');
      const changed = await withExistingHouse(cli, async ({ core: { releases } }) =>
        releases.change((await releases.getByVersion(version)).id, words, { by: { actor: cliActor } }),
      );
      cli.say(`Release ${version} goes to ${changed.rollout_percent} % of channel ${changed.channel}.`);
    });
  release
    .command('withdraw')
    .argument('<version>', 'of the release')
    .summary('neither announce nor serve a release any more, for good')
    .description('Neither announce nor serve a release any more, for good.\n永久撤回升级包。')
    .action(async (version: string) => {
      await withExistingHouse(cli, async ({ core: { releases } }) =>
        releases.withdraw((await releases.getByVersion(version)).id, { by: { actor: cliActor } }),
      );
      cli.say(`Release ${version} is withdrawn.`);
    });
}

function toRow(release: Release): string[] {
  const state = release.withdrawn_at === null ? 'served' : 'withdrawn';
  const published = printTime(release.created_at);
  return [
    release.version,
    release.channel,
    `${release.rollout_percent}%`,
    String(release.downloads),
    release.path,
    String(release.size_bytes),
    release.sha256,
    published,
    release.uploaded_by,
    state,
  ];
}

function findChannelProblem(channel: string): string | undefined {
  return isChannel(channel)
    ? undefined
    : 'must be 1 to 32 lower-case letters, digits or -, beginning with a letter or digit';
}
