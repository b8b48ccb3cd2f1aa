import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Core } from '../core/core.ts';
import type { JobList, JobView } from '../core/jobs/administration.ts';
import { StartError } from '../start/start-error.ts';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { parseId } from './values.ts';

const listed = 100;
const header = ['id', 'kind', 'about', 'state', 'tries', 'created', 'next try', 'given up', 'reason'];
const by = { actor: cliActor };

interface ListOptions {
  state: JobList;
  kind?: string;
}

interface ReplayOptions {
  all?: true;
  kind?: string;
}

/** `job list | replay | discard` */
export function addJob(program: Command, cli: Cli): void {
  const job = program
    .command('job')
    .summary('list what waits or failed in the queue, replay and discard it')
    .description('Jobs of the queue: mails, pushes and the like.\n任务队列：查看、重新执行、丢弃。');
  job
    .command('list')
    .addOption(new Option('--state <state>', 'which').choices(['dead', 'waiting', 'running']).default('dead'))
    .option('--kind <kind>', 'of one kind alone, such as email or push')
    .summary(`print the first ${listed} jobs in a state`)
    .description(
      `Print the first ${listed} jobs in a state, with why each failed last: dead ones (the last first), waiting ones (the next first) or running ones.\n列出某一状态的前 ${listed} 个任务及最近一次失败的原因。`,
    )
    .action(async ({ state, kind }: ListOptions) => {
      const jobs = await withExistingHouse(cli, ({ core }) => {
        requireKind(core, kind);
        return core.jobAdministration.list(state, { kind, limit: listed });
      });
      for (const line of formatTable([header, ...jobs.map(toRow)])) cli.print(line);
    });
  addReplay(job, cli);
  job
    .command('discard')
    .argument('<id>', 'of the job', parseId)
    .summary('discard a job that failed for good')
    .description('Discard a job that failed for good: it is never done.\n丢弃已失败的任务，不再执行。')
    .action(async (id: number) => {
      await withExistingHouse(cli, ({ core }) => core.jobAdministration.discard(id, by));
      cli.say(`Job ${id} is discarded.`);
    });
}

function addReplay(job: Command, cli: Cli): void {
  job
    .command('replay')
    .argument('[id]', 'of the job', parseId)
    .option('--all', 'every one of a kind, which --kind names')
    .option('--kind <kind>', 'such as email or push')
    .summary('have done after all what failed for good')
    .description(
      'Have a job done after all that failed for good, or with --all --kind every one of a kind, and print how many.\n重新执行已失败的任务；加上 --all --kind 则重新执行该类型的全部失败任务，并输出数量。',
    )
    .action(async (id: number | undefined, { all, kind }: ReplayOptions) => {
      if (id !== undefined && all === undefined && kind === undefined) return replayOne(cli, id);
      if (id !== undefined || all === undefined || kind === undefined) {
        throw new InvalidArgumentError('Give either an id, or --all and --kind.');
      }
      await replayAll(cli, kind);
    });
}

async function replayOne(cli: Cli, id: number): Promise<void> {
  await withExistingHouse(cli, ({ core }) => core.jobAdministration.replay(id, by));
  cli.say(`Job ${id} is in the queue again.`);
}

async function replayAll(cli: Cli, kind: string): Promise<void> {
  const { replayed, unreadable } = await withExistingHouse(cli, ({ core }) => {
    requireKind(core, kind);
    return core.jobAdministration.replayAll(kind, by);
  });
  cli.print(String(replayed));
  if (unreadable > 0) cli.say(`${unreadable} cannot be opened, their root key being gone: they were left.`);
}

function requireKind({ jobAdministration: { kinds } }: Core, kind: string | undefined): void {
  if (kind === undefined || kinds.includes(kind)) return;
  throw new StartError(`there is no such kind of job: the kinds are ${kinds.join(', ')}`);
}

function toRow({
  id,
  kind,
  about,
  state,
  attempts,
  createdAt,
  nextRunAt,
  diedAt,
  reason,
  readable,
}: JobView): string[] {
  const times = [createdAt, nextRunAt, diedAt].map(printTime);
  const told = readable ? reason : `cannot be opened (${reason})`;
  return [String(id), kind, about ?? '-', state, String(attempts), ...times, told ?? '-'];
}
