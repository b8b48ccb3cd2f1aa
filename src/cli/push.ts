import { type Command, InvalidArgumentError } from 'commander';
import { StartError } from '../start/start-error.ts';
import { type Cli, cliActor, withExistingHouse } from './cli.ts';
import { parseIds, parseName } from './values.ts';

const longestBody = 4_000;

interface Options {
  title: string;
  body: string;
  to?: number[];
}

/** `push send` (M11) */
export function addPush(program: Command, cli: Cli): void {
  program
    .command('push')
    .summary('send pushes')
    .description('Pushes to the mobile apps.\n移动端推送。')
    .command('send')
    .summary('send a push and print its id alone')
    .description(
      'Send a push in the name of the first owner, to everybody or to some, and print its id alone.\n发送推送，输出编号。',
    )
    .requiredOption('--title <title>', 'its first line', parseName)
    .requiredOption('--body <body>', 'its text', parseBody)
    .option('--to <ids>', 'account ids with commas between them; without it, everybody', parseIds)
    .action(async (options: Options) => cli.print(String(await send(cli, options))));
}

function send(cli: Cli, { title, body, to }: Options): Promise<number> {
  return withExistingHouse(cli, async ({ core }) => {
    const owner = await core.accounts.findFirstOwner();
    if (!owner) throw new StartError('a push needs a sender, and there is no owner yet: see `owner create --help`');
    const push = { title, body, managerId: owner.id, to: to ?? 'everyone' } as const;
    return (await core.pushes.create(push, { actor: cliActor })).id;
  });
}

function parseBody(text: string): string {
  if (text.trim() === '' || [...text].length > longestBody) {
    throw new InvalidArgumentError(`It must have 1 to ${longestBody} characters.`);
  }
  return text;
}
