import { Argument, type Command } from 'commander';
import type { Account, AccountStatus } from '../core/accounts/accounts.ts';
import type { PageRequest } from '../core/accounts/directory.ts';
import type { Core } from '../core/core.ts';
import { randomPassword } from '../core/random.ts';
import { findPasswordProblem } from '../start/owner-rules.ts';
import { type Cli, cliActor, cliOperator, withExistingHouse } from './cli.ts';
import { formatTable } from './table.ts';
import { judged, parseId } from './values.ts';

const pageSize = 500;
const header = ['id', 'handle', 'phone', 'email', 'role', 'status', 'staff'];

/** `account list | approve | set-status | unlock | reset-password` */
export function addAccount(program: Command, cli: Cli): void {
  const account = program
    .command('account')
    .summary('list accounts, approve, freeze, thaw and unlock them')
    .description('Accounts of the directory.\n账号：列表、审核、冻结与解冻、解锁、重置密码。');
  account
    .command('list')
    .summary('print every account, newest first')
    .description(
      'Print every account, newest first; "staff" tells whom the staff door let in.\n列出全部账号，新的在前。',
    )
    .action(async () => {
      const accounts = await withExistingHouse(cli, ({ core }) => listAll(core));
      for (const line of formatTable([header, ...accounts.map(toRow)])) cli.print(line);
    });
  account
    .command('approve')
    .argument('<id>', 'of the account', parseId)
    .summary('let an account in at the staff door')
    .description('Let an account in at the staff door, and end its waiting.\n通过审核。')
    .action(async (id: number) => {
      const { status } = await withExistingHouse(cli, ({ core }) => core.accounts.approveForStaff(id, cliActor));
      cli.say(`Account ${id} is approved and ${status}.`);
    });
  account
    .command('set-status')
    .argument('<id>', 'of the account', parseId)
    .addArgument(new Argument('<status>').choices(['active', 'frozen', 'rejected']))
    .summary('freeze, reject or thaw an account')
    .description('Freeze, reject or thaw an account; all but active ends its sessions at once.\n冻结、拒绝或解冻账号。')
    .action(async (id: number, status: AccountStatus) => {
      await withExistingHouse(cli, ({ core }) => core.accounts.setStatus(id, status, cliActor));
      cli.say(`Account ${id} is ${status}.`);
    });
  addPasswordHelp(account, cli);
}

function addPasswordHelp(account: Command, cli: Cli): void {
  account
    .command('unlock')
    .argument('<id>', 'of the account', parseId)
    .summary('forget the wrong passwords that were tried')
    .description(
      'Forget the wrong passwords that were tried, so that the right one is taken again.\n清除密码错误次数，解除锁定。',
    )
    .action(async (id: number) => {
      await withExistingHouse(cli, ({ core }) => core.passwords.unlock(id, cliOperator));
      cli.say(`Account ${id} is unlocked.`);
    });
  account
    .command('reset-password')
    .argument('<id>', 'of the account', parseId)
    .option('--password <password>', 'the new password', judged(findPasswordProblem))
    .summary('give an account a new password')
    .description(
      'Give an account a new password, end its sessions and unlock it. A password that is not given is made and ' +
        'printed alone.\n重置密码，结束全部会话并解除锁定；未给出密码时自动生成并单独输出。',
    )
    .action(async (id: number, options: { password?: string }) => {
      const value = options.password ?? randomPassword();
      await withExistingHouse(cli, ({ core }) => core.passwords.reset(id, { form: 'plain', value }, cliActor));
      if (options.password === undefined) cli.print(value);
      cli.say(`Account ${id} has a new password, and its sessions are ended.`);
    });
}

async function listAll({ directory }: Core): Promise<Account[]> {
  const all: Account[] = [];
  let page: PageRequest = { direction: 'forward', limit: pageSize };
  for (;;) {
    const { items, next } = await directory.find({}, page);
    for (const account of items) all.push(account);
    if (!next) return all;
    page = { ...page, from: next };
  }
}

function toRow(account: Account): string[] {
  const { id, handle, phone, email, role, status, staff_approved_at: approvedAt } = account;
  return [String(id), handle ?? '-', phone ?? '-', email ?? '-', role, status, approvedAt === null ? '-' : 'approved'];
}
