import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { addImportAccounts } from './accounts.ts';
import { addImportStatus } from './status.ts';
import { addTryPassword } from './try-password.ts';

/** `import accounts | status | try-password` */
export function addImport(program: Command, cli: Cli): void {
  const group = program
    .command('import')
    .summary('take over accounts of a former back end')
    .description('Accounts of a former back end: take them over, see how far that is.\n导入旧系统账号，查看导入情况。');
  addImportAccounts(group, cli);
  addImportStatus(group, cli);
  addTryPassword(group, cli);
}
