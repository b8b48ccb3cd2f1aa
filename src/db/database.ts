import { Kysely, type Transaction } from 'kysely';
import type { Schema } from './schema.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';

/** Where statements run: the database itself, or the caller's transaction. */
export type Db = Kysely<Schema> | Transaction<Schema>;
/** The database itself; only this can open a transaction. */
export type Database = Kysely<Schema>;
/** An open transaction. Nothing but statements may be awaited inside: on SQLite it holds the only writer. */
export type Tx = Transaction<Schema>;

/** Opens the SQLite file, creating it when absent; throws what SQLite says when it cannot. */
export function openDatabase(file: string): Database {
  return new Kysely<Schema>({ dialect: createSqliteDialect(file) });
}

/** Runs `work` in one transaction: all of it is kept, durably, when the promise resolves, and none when it rejects. */
export function transact<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transaction().execute(work);
}

/** Resolves when the database answers a read; no write is waited for. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.selectFrom('settings').select('name').limit(1).execute();
}
