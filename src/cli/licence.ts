import type { Command } from 'commander';
import { type Cli, cliActor, withExistingHouse, withHouse } from './cli.ts';
import { dayMs, parseDays, parseId, parseName } from './values.ts';

interface NewLicenceOptions {
  number?: string;
  expiresDays?: number;
}

/** `licence create | bind | revoke` (D5) */
export function addLicence(program: Command, cli: Cli): void {
  const licence = program
    .command('licence')
    .summary('make, bind and revoke licences of the desktop program')
    .description('Licences of the desktop program.\n桌面程序的许可证。');
  licence
    .command('create')
    .summary('make a licence and print its number alone')
    .description('Make a licence and print its number alone.\n新建许可证，单独输出编号。')
    .option('--number <number>', 'its number; without it, one is made up', parseName)
    .option('--expires-days <days>', 'valid for so many days; without it, for ever', parseDays)
    .action(async ({ number, expiresDays }: NewLicenceOptions) => {
      const made = await withHouse(cli, ({ core, clock }) => {
        const expiry = expiresDays !== undefined && { expiresAt: clock.now() + expiresDays * dayMs };
        return core.licences.create({ ...(number !== undefined && { number }), ...expiry }, { actor: cliActor });
      });
      cli.print(made.number);
    });
  licence
    .command('bind')
    .argument('<number>', 'of the licence')
    .argument('<account>', 'id of the account', parseId)
    .summary('give a licence to an account')
    .description('Give a licence to an account.\n把许可证绑定到账号。')
    .action(async (number: string, accountId: number) => {
      await withExistingHouse(cli, async ({ core: { licences } }) => {
        await licences.bind((await licences.getByNumber(number)).id, accountId, { by: { actor: cliActor } });
      });
      cli.say(`Licence ${number} belongs to account ${accountId}.`);
    });
  licence
    .command('revoke')
    .argument('<number>', 'of the licence')
    .summary('revoke a licence, for good')
    .description('Revoke a licence, for good.\n永久吊销许可证。')
    .action(async (number: string) => {
      await withExistingHouse(cli, async ({ core: { licences } }) => {
        await licences.revoke((await licences.getByNumber(number)).id, { by: { actor: cliActor } });
      });
      cli.say(`Licence ${number} is revoked.`);
    });
}
