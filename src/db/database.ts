import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, type LogEvent, sql, type Transaction } from 'kysely';
import { isPostgres } from './dialect.ts';
import { isLostRace, mostTries } from './postgres/failures.ts';
import type { Schema } from './schema.ts';
import { createSqliteDialect } from './sqlite/dialect.ts';

/** Where statements run: the database itself, or the caller's transaction. */
export type Db = Kysely<Schema> | Transaction<Schema>;
/** The database itself; only this can open a transaction. */
export type Database = Kysely<Schema>;
/** An open transaction. Nothing but statements may be awaited inside: on SQLite it holds the only writer. */
export type Tx = Transaction<Schema>;

/** Is told of each statement that ended, while what it was done for is current. */
export type StatementWatch = (event: LogEvent) => void;

/** Opens the SQLite file, creating it when absent; throws what SQLite says when it cannot. */
export function openDatabase(file: string, watch?: StatementWatch): Database {
  const dialect = createSqliteDialect(file, { isWatched: watch !== undefined });
  return new Kysely<Schema>({ dialect, ...(watch && { log: watch }) });
}

const longestPauseMs = 20;

/**
 * Runs `work` in one transaction: all of it is kept, durably, when the promise resolves, and none when it rejects. On
 * PostgreSQL it is run anew, up to 5 times, where another transaction did the same at the same time: `work` must change
 * nothing but what it does in `tx`.
 */
export async function transact<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let left = mostTries - 1; ; left -= 1) {
    try {
      return await database.transaction().execute(work);
    } catch (error) {
      if (left === 0 || !isLostRace(error)) throw error;
      await pause(Math.random() * longestPauseMs);
    }
  }
}

/**
 * Does the work, and keeps what it did only where it answers true: else that alone is undone, and has cost as much. `work`
 * must change nothing but what it does in `tx`.
 */
export async function tryWithin(tx: Tx, work: () => Promise<boolean>): Promise<boolean> {
  await sql`savepoint tried`.execute(tx);
  // Where it throws, the transaction ends with it.
  const isKept = await work();
  await (isKept ? sql`release savepoint tried` : sql`rollback to savepoint tried`).execute(tx);
  return isKept;
}

/**
 * Waits until nobody else is in the turn of that name, and keeps it until the transaction ends. What is read afterwards
 * is all that those before have kept. On SQLite a transaction is alone anyway.
 */
export async function takeTurn(tx: Tx, name: string): Promise<void> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/**
 * Does what relies on nobody else doing the same: in the turn of that name, in the caller's transaction or, on PostgreSQL,
 * in one of its own. SQLite writes one after another anyway, so that there one statement needs none.
 */
export function inTurn<T>(db: Db, name: string, work: (at: Db) => Promise<T>): Promise<T> {
  if (!isPostgres(db)) return work(db);
  const takeTurnAndWork = async (tx: Tx): Promise<T> => {
    await takeTurn(tx, name);
    return work(tx);
  };
  return db.isTransaction ? takeTurnAndWork(db as Tx) : transact(db as Database, takeTurnAndWork);
}

/** Resolves when the database answers a read; no write is waited for. */
export async function pingDatabase(database: Database): Promise<void> {
  await database.selectFrom('settings').select('name').limit(1).execute();
}
