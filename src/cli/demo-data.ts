import type { Command } from 'commander';
import type { House } from '../compose.ts';
import type { Account } from '../core/accounts/accounts.ts';
import { addDemoAccounts, demoPassword } from '../demo-data/demo-accounts.ts';
import { demoContents } from '../demo-data/demo-content.ts';
import { addDemoCounts } from '../demo-data/demo-counts.ts';
import { addDemoDevices } from '../demo-data/demo-devices.ts';
import { addDemoDoorUses } from '../demo-data/demo-door-uses.ts';
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
      const { accounts, added } = await withHouse(cli, addAll);
      for (const line of formatTable([['handle', 'password', 'role', 'status'], ...accounts])) {
        cli.print(line);
      }
      cli.say(added.length === 0 ? 'Everything was there already; nothing was added.' : `Added: ${added.join(', ')}.`);
    });
}

/** The table's rows, and what was added: `accounts 9`. */
async function addAll(house: House): Promise<{ accounts: string[][]; added: string[] }> {
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
  const counted: Array<[kind: string, count: number]> = [['accounts', made]];
  // Before the pushes, which a server that runs beside delivers and counts.
  counted.push(['days of counts', await addDemoCounts(house)]);
  for (const [kind, add] of demoContents) counted.push([kind, await add(house.core, people)]);
  counted.push(['desktop devices', await addDemoDevices(house, people.test)]);
  counted.push(['days of calls', await addDemoDoorUses(house, people)]);
  const added = counted.filter(([, count]) => count > 0).map(([kind, count]) => `${kind} ${count}`);
  const rows = [...accounts.values()].map((account) => toRow(house, account));
  return { accounts: await Promise.all(rows), added };
}

/** An account that somebody else made under a demo handle keeps the password it had. */
async function toRow({ core }: House, { handle, role, status, password_verifier }: Account): Promise<string[]> {
  const isDemo = await core.hasher.matches({ form: 'plain', value: demoPassword }, password_verifier);
  return [handle ?? '', isDemo ? demoPassword : '(its own)', role, status];
}
