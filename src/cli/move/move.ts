import type { Command } from 'commander';
import { type Config, ConfigError, dataPaths, readConfig } from '../../config.ts';
import type { MoveOutcome } from '../../move/move-to-postgres.ts';
import { lockDataDir } from '../../start/data-dir.ts';
import { databasePlace } from '../../start/open-database.ts';
import { keepHeapSmall } from '../../start/small-heap.ts';
import { StartError } from '../../start/start-error.ts';
import { stopSignals } from '../../start/stop-signals.ts';
import { type Cli, requireSqliteData } from '../cli.ts';
import { formatTable } from '../table.ts';
import { openMoveDisplay } from './move-display.ts';

interface Options {
  to?: string;
  replaceNul: boolean;
}

/** `move` */
export function addMove(program: Command, cli: Cli): void {
  program
    .command('move')
    .option('--to <address>', 'postgres://user@host:5432/database; without it, what PORTICO_DATABASE_URL says')
    .option('--replace-nul', 'put U+FFFD in place of characters 0, which PostgreSQL does not take', false)
    .summary('copy the SQLite database into an empty PostgreSQL database')
    .description(
      'Copy the SQLite database of the data directory, which no server may use meanwhile, into an empty PostgreSQL ' +
        'database, and compare every row. Ids, passwords, tokens and the audit log stay as they are, and so does the SQLite ' +
        'file. Broken off, the same command goes on. The password is better given as PORTICO_DATABASE_PASSWORD, which no ' +
        'list of processes shows.\n将 SQLite 数据迁移到空的 PostgreSQL 数据库并逐行校验；须先停止服务，中断后重新执行即可继续，SQLite 文件保持不变。',
    )
    .action((options: Options) => move(cli, options));
}

async function move(cli: Cli, { to, replaceNul }: Options): Promise<void> {
  keepHeapSmall();
  const config = readTargetConfig(cli, to);
  if (!config.database) throw new StartError('say where to: --to postgres://user@host:5432/database');
  requireSqliteData(config);
  const unlock = lockDataDir(config.dataDir, 'a move copies what nobody changes meanwhile');
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  for (const signal of stopSignals) process.on(signal, stop);
  const display = openMoveDisplay(process.stderr);
  try {
    const { moveToPostgres } = await import('../../move/move-to-postgres.ts');
    const outcome = await moveToPostgres({
      sourceFile: dataPaths(config.dataDir).database,
      target: config.database.primary,
      place: databasePlace(config),
      replacesNul: replaceNul,
      stopping: stopping.signal,
      report: display.show,
    });
    display.close();
    tell(cli, config, outcome);
  } finally {
    display.close();
    for (const signal of stopSignals) process.off(signal, stop);
    unlock();
  }
}

/** The address is judged as that of the configuration is, in whose words only the name differs. */
function readTargetConfig({ environment }: Cli, to: string | undefined): Config {
  if (to === undefined) return readConfig(environment);
  const { PORTICO_DATABASE_URL_FILE: _file, PORTICO_DATABASE_REPLICA_URL: _replica, ...others } = environment;
  try {
    return readConfig({ ...others, PORTICO_DATABASE_URL: to });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems.map((problem) =>
      problem.replaceAll('PORTICO_DATABASE_URL', '--to').replace('sqlite: or ', ''),
    );
    throw new ConfigError(problems, error.warnings);
  }
}

function tell(cli: Cli, config: Config, { tables, faults, isResumed }: MoveOutcome): void {
  const rows = tables.map(({ name, source, target, isSame }) => [
    name,
    String(source.rows),
    String(target.rows),
    source.sha256.slice(0, 16),
    target.sha256.slice(0, 16),
    isSame ? 'same' : 'DIFFERS',
  ]);
  const header = ['table', 'rows in SQLite', 'in PostgreSQL', 'sha256 in SQLite', 'in PostgreSQL', ''];
  for (const line of formatTable([header, ...rows])) cli.print(line);
  const place = databasePlace(config);
  if (faults.length > 0) {
    throw new StartError(
      `${place} is not what was moved: ${faults.join('; ')}. No server will use it. Create an empty database, and move again`,
    );
  }
  const all = tables.reduce((sum, { source }) => sum + source.rows, 0);
  cli.say(
    `${all} rows were moved to ${place}${isResumed ? ', some of them by an earlier run' : ''}; every one was compared. / 迁移完成，已逐行校验。`,
  );
  for (const line of describeNext(config)) cli.say(line);
}

function describeNext({ dataDir, rootSecrets }: Config): string[] {
  const { database, secretKey, files } = dataPaths(dataDir);
  const key = rootSecrets
    ? 'the same PORTICO_SECRET_KEY'
    : `the same data directory, whose ${secretKey} is still needed`;
  return [
    `Now set PORTICO_DATABASE_URL to that address, with ${key}, and start the server. / 请设置 PORTICO_DATABASE_URL（根密钥不变）后启动服务。`,
    `${database} is as it was, and is not used any more: rename it, so that nobody goes on with it by mistake (mv ${database} ${database}.moved). / 原 SQLite 文件未改动，建议改名保存。`,
    `Uploaded files stay where they are, in ${files}. / 上传的文件仍在原处。`,
  ];
}
