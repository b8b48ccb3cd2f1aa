import type { Command } from 'commander';
import { DomainError } from '../core/errors.ts';
import { type Cli, cliActor, withExistingHouse, withHouse } from './cli.ts';
import { parseName } from './values.ts';

/** `signing-key create | disable` (B1) */
export function addSigningKey(program: Command, cli: Cli): void {
  const signingKey = program
    .command('signing-key')
    .summary('make and disable keys that sign requests')
    .description("The pairs that the blog's front ends sign their requests with.\n博客接口的签名密钥。");
  signingKey
    .command('create')
    .summary('make a pair and print it: auth_key, then secret')
    .description('Make a pair and print it, auth_key on the first line, secret on the second.\n新建签名密钥。')
    .option('--name <name>', 'what it is for', parseName, 'cli')
    .action(async ({ name }: { name: string }) => {
      const { authKey, secret } = await withHouse(cli, ({ core }) => core.signingKeys.create(name, cliActor));
      cli.print(authKey);
      cli.print(secret);
    });
  signingKey
    .command('disable')
    .argument('<auth-key>', 'as the front end sends it')
    .summary('take a pair out of use, for good')
    .description('Take a pair out of use, for good, from the next request on.\n永久停用签名密钥。')
    .action(async (authKey: string) => {
      await withExistingHouse(cli, async ({ core: { signingKeys } }) => {
        const key = (await signingKeys.list()).find((each) => each.authKey === authKey);
        if (!key) throw new DomainError('signing_key.not_found');
        await signingKeys.disable(key.id, cliActor);
      });
      cli.say(`${authKey} is disabled.`);
    });
}
