import type { Command } from 'commander';
import type { Core } from '../core/core.ts';
import { DomainError } from '../core/errors.ts';
import type { SigningKey } from '../core/signing-keys/signing-keys.ts';
import { type Cli, cliActor, withExistingHouse, withHouse } from './cli.ts';
import { formatTable, printTime } from './table.ts';
import { hourMs, parseHours, parseName } from './values.ts';

const by = { actor: cliActor };

/** `signing-key create | list | rotate | disable` (B1) */
export function addSigningKey(program: Command, cli: Cli): void {
  const signingKey = program
    .command('signing-key')
    .summary('make, replace and disable keys that sign requests')
    .description("The pairs that the blog's front ends sign their requests with.\n博客接口的签名密钥。");
  signingKey
    .command('create')
    .summary('make a pair and print it: auth_key, then secret')
    .description('Make a pair and print it, auth_key on the first line, secret on the second.\n新建签名密钥。')
    .option('--name <name>', 'what it is for', parseName, 'cli')
    .action(async ({ name }: { name: string }) => {
      printPair(cli, await withHouse(cli, ({ core }) => core.signingKeys.create(name, by)));
    });
  signingKey
    .command('list')
    .summary('print what is known of every pair, oldest first')
    .description('Print what is known of every pair, oldest first; never a secret.\n列出全部签名密钥的信息。')
    .action(async () => {
      const keys = await withExistingHouse(cli, ({ core }) => core.signingKeys.list());
      const rows = keys.map((key) => [
        key.authKey,
        key.name,
        printTime(key.createdAt),
        printTime(key.disabledAt ?? key.expiresAt),
        key.state,
      ]);
      for (const line of formatTable([['auth_key', 'name', 'created', 'ends', 'state'], ...rows])) cli.print(line);
    });
  signingKey
    .command('rotate')
    .argument('<auth-key>', 'as the front end sends it')
    .option('--overlap-hours <hours>', 'how long the old pair stays valid beside the new one', parseHours, 72)
    .summary('make a successor and print it: auth_key, then secret')
    .description(
      'Make a successor and print it, auth_key on the first line, secret on the second; the old pair ends after the overlap, 72 hours unless told.\n轮换签名密钥：新旧密钥并存一段时间后，旧密钥失效。',
    )
    .action(async (authKey: string, { overlapHours }: { overlapHours: number }) => {
      const { ending, successor } = await withExistingHouse(cli, async ({ core }) =>
        core.signingKeys.rotate((await findKey(core, authKey)).id, overlapHours * hourMs, { by }),
      );
      printPair(cli, successor);
      cli.say(`${authKey} is valid until ${printTime(ending.expiresAt)}.`);
    });
  signingKey
    .command('disable')
    .argument('<auth-key>', 'as the front end sends it')
    .summary('take a pair out of use, for good')
    .description('Take a pair out of use, for good, from the next request on.\n永久停用签名密钥。')
    .action(async (authKey: string) => {
      await withExistingHouse(cli, async ({ core }) =>
        core.signingKeys.disable((await findKey(core, authKey)).id, { by }),
      );
      cli.say(`${authKey} is disabled.`);
    });
}

function printPair(cli: Cli, { authKey, secret }: { authKey: string; secret: string }): void {
  cli.print(authKey);
  cli.print(secret);
}

async function findKey({ signingKeys }: Core, authKey: string): Promise<SigningKey> {
  const key = (await signingKeys.list()).find((each) => each.authKey === authKey);
  if (!key) throw new DomainError('signing_key.not_found');
  return key;
}
