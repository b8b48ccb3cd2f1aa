import type { Command } from 'commander';
import { readConfig } from '../config.ts';
import { StartError } from '../start/start-error.ts';
import { type DatabaseVerification, verifyDatabase } from '../verification/verify-database.ts';
import { type Cli, requireData } from './cli.ts';

/** `database verify` */
export function addDatabase(program: Command, cli: Cli): void {
  program
    .command('database')
    .summary('verify the database')
    .description('The database, SQLite or PostgreSQL.\n数据库（SQLite 或 PostgreSQL）。')
    .command('verify')
    .option('--deep', 'read every stored file and compare its checksum', false)
    .summary('find out whether the database is consistent')
    .description(
      'Find out, while serving, whether the database is consistent: schema, references, audit log, stored files, search; ' +
        'for example after it was restored with pg_restore. It changes nothing.\n' +
        '检查数据库是否一致：表结构、引用、审计日志、文件、搜索索引；可在服务运行期间执行，不修改任何数据。',
    )
    .action(async (options: DatabaseVerification) => {
      const config = readConfig(cli.environment);
      requireData(config);
      let faults = 0;
      await verifyDatabase(config, options, {
        tell: (line) => cli.print(line),
        fault(line) {
          faults += 1;
          cli.print(`FAULT: ${line}`);
        },
      });
      if (faults > 0) throw new StartError(`${faults} things are wrong with the database, see above`);
      cli.print('The database is consistent. / 数据库一致。');
    });
}
