import type { Command } from 'commander';
import type { House } from '../compose.ts';
import type { Account } from '../core/accounts/accounts.ts';
import { addDemoAccounts, demoPassword } from '../demo-data/demo-accounts.ts';
import { demoContents } from '../demo-data/demo-content.ts';
import { addDemoCounts } from '../demo-data/demo-counts.ts';
import { StartError } from '../start/start-error.ts';
import { type Cli, withHouse } from './cli.ts';
import { formatTable } from './table.ts';

/** `demo-data` (B8) */
export function addDemoData(program: Command, cli: Cli): void {
  program
    .command('demo-data')
    .summary('add accounts in every state, and things to look at (development only)')
    .description(
      "Add accounts in every state, with the password 111111, the key pair of the blog's document, and things to look " +
        'at. A second run adds nothing twice; production mode refuses it.\n添加演示数据（仅限开发模式）。',
    )
    .action(async () => {
      const { accounts, made } = await withHouse(cli, addAll);
      for (const line of formatTable([['handle', 'password', 'role', 'status'], ...accounts])) {
        cli.print(line);
      }
      cli.say(made === 0 ? 'Everything was there already; nothing was added.' : `Added ${made} things.`);
    });
}

/** The table's rows, and how many things were made. */
async function addAll(house: House): Promise<{ accounts: string[][]; made: number }> {
  if (house.config.mode === 'production') {
    throw new StartError('demo data have passwords that everybody knows: production mode refuses them');
  }
  const { accounts, made } = await addDemoAccounts(house);
  const get = (handle: string): Account => accounts.get(handle) as Account;
  const people = {
    test: get('test'),
    mobile: get('demo-mobile'),
    expired: get('demo-expired'),
    revoked: get('demo-revoked'),
    admin: get('demo-admin'),
  };
  let total = made;
  for (const add of demoContents) total += await add(house.core, people);
  total += await addDemoCounts(house);
  const rows = [...accounts.values()].map((account) => toRow(house, account));
  return { accounts: await Promise.all(rows), made: total };
}

/** An account that somebody else made under a demo handle keeps the password it had. */
async function toRow({ core }: House, { handle, role, status, password_verifier }: Account): Promise<string[]> {
  const isDemo = await core.hasher.matches({ form: 'plain', value: demoPassword }, password_verifier);
  return [handle ?? '', isDemo ? demoPassword : '(its own)', role, status];
}
