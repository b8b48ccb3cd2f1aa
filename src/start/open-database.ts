import { type Config, dataPaths } from '../config.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import type { Clock } from '../core/ports.ts';
import { type Database, openDatabase, pingDatabase, type StatementWatch } from '../db/database.ts';
import type { NamedPool } from '../db/postgres/open-postgres.ts';
import type { PostgresOptions } from '../db/postgres/options.ts';
import { prepareDatabase } from './database-state.ts';
import { createPrivateFile } from './durable-files.ts';

/** The database that the configuration names. */
export interface ConfiguredDatabase {
  db: Database;
  /** For lists and search alone: a copy of it, as far as that has caught up. */
  lists: Database;
  /** How busy its connections are; SQLite has no pool. */
  pools(): readonly NamedPool[];
  /** Resolves when it answers a read; rejects within 2 s where it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Opens it; SQLite's file is made where it is absent. */
export async function openConfiguredDatabase(config: Config, watch?: StatementWatch): Promise<ConfiguredDatabase> {
  const { database } = config;
  return database ? openPostgresDatabase(database.primary, database.replica, watch) : openSqlite(config, watch);
}

/** What it is called in messages: the file, or the address without the password. */
export function databasePlace(config: Config): string {
  if (!config.database) return dataPaths(config.dataDir).database;
  const { hostname, port, pathname } = new URL(config.database.primary.url);
  return `postgres://${hostname}${port && `:${port}`}${pathname}`;
}

/**
 * Brings its schema up to this program's version and answers the steps applied; see `prepareDatabase`. On connections of
 * its own, since a step may take longer than any other statement may.
 */
export async function migrateConfiguredDatabase(
  config: Config,
  deps: { pending: 'apply' | 'refuse'; clock: Clock; keyring: Keyring },
): Promise<string[]> {
  const { db, close } = await openPatientDatabase(config);
  try {
    return await prepareDatabase(db, databasePlace(config), deps);
  } finally {
    await close();
  }
}

/** Opens it for statements that take as long as they take. */
export async function openPatientDatabase(config: Config): Promise<ConfiguredDatabase> {
  const { database } = config;
  return database ? openPostgresDatabase({ ...database.primary, isPatient: true }) : openSqlite(config);
}

function openSqlite(config: Config, watch?: StatementWatch): ConfiguredDatabase {
  const file = dataPaths(config.dataDir).database;
  createPrivateFile(file);
  const db = openDatabase(file, watch);
  return { db, lists: db, pools: () => [], ping: () => pingDatabase(db), close: () => db.destroy() };
}

/** Only those load PostgreSQL's driver who use it. */
async function openPostgresDatabase(
  options: PostgresOptions,
  replica?: PostgresOptions,
  watch?: StatementWatch,
): Promise<ConfiguredDatabase> {
  const { openPostgres } = await import('../db/postgres/open-postgres.ts');
  return openPostgres(options, replica, watch);
}
