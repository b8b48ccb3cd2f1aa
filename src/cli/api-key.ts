import { type Command, InvalidArgumentError } from 'commander';
import { type ApiKeyRight, apiKeyRights } from '../core/api-keys/api-keys.ts';
import { type Cli, cliActor, withHouse } from './cli.ts';
import { parseDays, parseName } from './values.ts';

interface Options {
  name: string;
  rights: ApiKeyRight[];
  expiresDays?: number;
}

export function addApiKey(program: Command, cli: Cli): void {
  program
    .command('api-key')
    .summary('make keys for programs')
    .description('Keys for programs, with rights.\n程序用的密钥。')
    .command('create')
    .summary('make a key and print it alone')
    .description('Make a key and print it alone; it is stored hashed and never shown again.\n新建密钥，只显示这一次。')
    .requiredOption('--name <name>', 'what it is for', parseName)
    .requiredOption('--rights <rights>', `with commas between them: ${apiKeyRights.join(', ')}`, parseRights)
    .option('--expires-days <days>', 'valid for so many days; without it, for ever', parseDays)
    .action(async ({ name, rights, expiresDays }: Options) => {
      const expiry = expiresDays === undefined ? {} : { expiresAt: Date.now() + expiresDays };
      cli.print(await withHouse(cli, ({ core }) => core.apiKeys.create({ name, rights, ...expiry }, cliActor)));
    });
}

function parseRights(text: string): ApiKeyRight[] {
  const rights = text.split(',').map((right) => right.trim());
  const unknown = rights.find((right) => !apiKeyRights.includes(right as ApiKeyRight));
  if (unknown !== undefined) throw new InvalidArgumentError(`The rights are: ${apiKeyRights.join(', ')}.`);
  return [...new Set(rights as ApiKeyRight[])];
}
