import { type Command, InvalidArgumentError } from 'commander';
import type { House } from '../compose.ts';
import { generateAccounts, type Progress } from '../generate/generate-accounts.ts';
import { findPasswordProblem } from '../start/owner-rules.ts';
import { keepHeapSmall } from '../start/small-heap.ts';
import { StartError } from '../start/start-error.ts';
import { stopSignals } from '../start/stop-signals.ts';
import { type Cli, withHouse } from './cli.ts';
import { judged, parseId } from './values.ts';

const mostAccounts = 10_000_000;
const dayMs = 86_400_000;
const reportEveryPercent = 5;

interface Options {
  accounts: number;
  seed: number;
  password?: string;
  yes: boolean;
}

/** `generate` */
export function addGenerate(program: Command, cli: Cli): void {
  program
    .command('generate')
    .requiredOption('--accounts <count>', 'how many to add', parseCount)
    .option('--seed <number>', 'other accounts for another number', parseId, 1)
    .option('--password <password>', 'what they all sign in with; without it, they cannot', judged(findPasswordProblem))
    .option('--yes', 'also in production mode', false)
    .summary('add made-up accounts, to see how a large directory feels')
    .description(
      'Add made-up accounts, to see how a large directory feels. Ctrl-C keeps what was added. A second run adds more. ' +
        'Production mode asks for --yes.\n生成大量模拟账号，用于体验和测试；Ctrl-C 保留已生成的部分。',
    )
    .action(async (options: Options) => {
      keepHeapSmall();
      const added = await withHouse(cli, (house) => generate(cli, house, options));
      cli.print(String(added));
      cli.say(added < options.accounts ? `Stopped: ${added} accounts were added.` : `Added ${added} accounts.`);
    });
}

async function generate(cli: Cli, house: House, { accounts, seed, password, yes }: Options): Promise<number> {
  if (house.config.mode === 'production' && !yes) {
    throw new StartError('made-up accounts among real ones cannot be told apart later: production mode asks for --yes');
  }
  const passwordVerifier =
    password === undefined ? undefined : await house.core.hasher.createVerifier({ form: 'plain', value: password });
  // Whole days, so that one seed gives the same accounts all day.
  const endAt = Math.floor(Date.now() / dayMs) * dayMs;
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of stopSignals) process.on(signal, stop);
  try {
    const watch = { report: createReport(cli), stopping: stopping.signal };
    return await generateAccounts(house, accounts, { seed, endAt, passwordVerifier }, watch);
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
  }
}

/** One line for every twentieth of the way. */
function createReport(cli: Cli): (progress: Progress) => void {
  let due = reportEveryPercent;
  return ({ added, of, elapsedMs }) => {
    const percent = Math.floor((added / of) * 100);
    if (percent < due) return;
    due = percent + reportEveryPercent - (percent % reportEveryPercent);
    const perSecond = Math.round(added / Math.max(elapsedMs / 1000, 0.001));
    const leftSeconds = Math.ceil((of - added) / Math.max(perSecond, 1));
    cli.say(`${percent}%  ${added} of ${of}  ${perSecond}/s  ${leftSeconds} s left`);
  };
}

function parseCount(text: string): number {
  const count = parseId(text);
  if (count > mostAccounts) throw new InvalidArgumentError(`It must be at most ${mostAccounts}.`);
  return count;
}
