import type { Command } from 'commander';
import { type Config, dataPaths, readConfig } from '../config.ts';
import { createKeyring } from '../core/keyring/keyring.ts';
import { prepareDataDir } from '../start/data-dir.ts';
import { migrateConfiguredDatabase } from '../start/open-database.ts';
import { readRootSecrets } from '../start/root-secrets.ts';
import type { Cli } from './cli.ts';

/** `migrate` */
export function addMigrate(program: Command, cli: Cli): void {
  program
    .command('migrate')
    .summary('bring the database up to this version')
    .description(
      'Apply the migrations that are pending, each whole or not at all. Make a backup first.\n升级数据库结构；请先备份。',
    )
    .action(async () => {
      const applied = await migrateDataDir(readConfig(cli.environment));
      for (const name of applied) cli.print(name);
      cli.say(applied.length === 0 ? 'Nothing to do: the database is up to date.' : 'The database is up to date now.');
    });
}

async function migrateDataDir(config: Config): Promise<string[]> {
  prepareDataDir(config.dataDir);
  // Made before the data: a database without its root key is taken for one that lost it.
  const keyring = createKeyring(readRootSecrets(config, dataPaths(config.dataDir)));
  return migrateConfiguredDatabase(config, { pending: 'apply', clock: { now: () => Date.now() }, keyring });
}
