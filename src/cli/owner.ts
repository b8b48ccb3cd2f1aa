import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { randomPassword } from '../core/random.ts';
import { transact } from '../db/database.ts';
import { createOwner } from '../start/owner.ts';
import { findHandleProblem, findPasswordProblem } from '../start/owner-rules.ts';
import { type Cli, cliActor, withHouse } from './cli.ts';
import { judged } from './values.ts';

/** `owner create` */
export function addOwner(program: Command, cli: Cli): void {
  const owner = program.command('owner').summary('make owners').description('Owners of the directory.\n所有者。');
  owner
    .command('create')
    .summary('make an owner')
    .description(
      'Make an owner whom every door lets in. A password that is not given is made and printed alone.\n新建所有者；未给出密码时自动生成并单独输出。',
    )
    .option('--handle <handle>', 'the name to sign in with; without it, PORTICO_OWNER', judged(findHandleProblem))
    .option('--password <password>', 'the password', judged(findPasswordProblem))
    .action(async (options: { handle?: string; password?: string }) => {
      const handle = options.handle ?? readConfig(cli.environment).ownerHandle;
      const password = options.password ?? randomPassword();
      const id = await create(cli, handle, password);
      if (options.password === undefined) cli.print(password);
      cli.say(`Owner ${handle} made (account ${id}).`);
    });
}

function create(cli: Cli, handle: string, password: string): Promise<number> {
  return withHouse(cli, async (house) => {
    const passwordVerifier = await house.core.hasher.createVerifier({ form: 'plain', value: password });
    const owner = await transact(house.database, (tx) =>
      createOwner(house, tx, { handle, passwordVerifier }, { actor: cliActor }),
    );
    return owner.id;
  });
}
