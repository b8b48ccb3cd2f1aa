import { type Command, InvalidArgumentError } from 'commander';
import type { ApiKey } from '../core/api-keys/api-keys.ts';
import { apiKeyRights, type Right } from '../core/rights.ts';
import { type Cli, cliActor, withExistingHouse, withHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { dayMs, parseDays, parseId, parseName } from './values.ts';

interface Options {
  name: string;
  rights: Right[];
  expiresDays?: number;
}

const header = ['id', 'name', 'ends in', 'rights', 'created', 'last used', 'expires', 'state'];

/** `api-key create | list | revoke` */
export function addApiKey(program: Command, cli: Cli): void {
  const apiKey = program
    .command('api-key')
    .summary('make, list and revoke keys for programs')
    .description('Keys for programs, with rights.\n程序用的密钥。');
  apiKey
    .command('create')
    .summary('make a key and print it alone')
    .description('Make a key and print it alone; it is stored hashed and never shown again.\n新建密钥，只显示这一次。')
    .option('--name <name>', 'what it is for', parseName, 'unnamed')
    .requiredOption('--rights <rights>', `with commas between them: ${apiKeyRights.join(', ')}`, parseRights)
    .option('--expires-days <days>', 'valid for so many days; without it, for ever', parseDays)
    .action(async ({ name, rights, expiresDays }: Options) => {
      const { key } = await withHouse(cli, ({ core, clock }) => {
        const expiry = expiresDays !== undefined && { expiresAt: clock.now() + expiresDays * dayMs };
        return core.apiKeys.create({ name, rights, ...expiry }, { actor: cliActor });
      });
      cli.print(key);
    });
  apiKey
    .command('list')
    .summary('print what is known of every key, newest first')
    .description(
      'Print what is known of every key, newest first; never the key itself.\n列出全部密钥的信息，新的在前。',
    )
    .action(async () => {
      const keys = await withExistingHouse(cli, ({ core }) => core.apiKeys.list());
      for (const line of formatTable([header, ...keys.map(toRow)])) cli.print(line);
    });
  apiKey
    .command('revoke')
    .argument('<id>', 'of the key', parseId)
    .summary('revoke a key, for good')
    .description('Revoke a key, for good, from the next request on.\n永久吊销密钥。')
    .action(async (id: number) => {
      await withExistingHouse(cli, ({ core }) => core.apiKeys.revoke(id, { by: { actor: cliActor } }));
      cli.say(`API key ${id} is revoked.`);
    });
}

function toRow(key: ApiKey): string[] {
  const times = [key.createdAt, key.lastUsedAt, key.expiresAt].map(printTime);
  return [String(key.id), key.name, key.hint, key.rights.join(','), ...times, key.state];
}

function parseRights(text: string): Right[] {
  const rights = text.split(',').map((right) => right.trim());
  const unknown = rights.find((right) => !apiKeyRights.includes(right as Right));
  if (unknown !== undefined) throw new InvalidArgumentError(`The rights are: ${apiKeyRights.join(', ')}.`);
  return [...new Set(rights as Right[])];
}
