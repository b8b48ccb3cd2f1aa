import BetterSqlite3, { type Database } from 'better-sqlite3';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import type { DirectAdapter } from '../direct.ts';
import { busyTimeoutMs, isBusy } from './busy.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import { createStatementCache, type RunStatement } from './statements.ts';
import { openWriter } from './writer.ts';

const busyRetryMs = 10;

/**
 * SQLite for Kysely: one writing connection with group commit and `synchronous=FULL`, one reading connection that
 * never waits for the writer and sees committed data only, prepared statements cached on both. `isWatched`: every
 * statement goes through Kysely, which tells of it.
 */
export function createSqliteDialect(file: string, { isWatched = false } = {}): Dialect {
  const adapter = createAdapter();
  return {
    createAdapter: () => adapter,
    createDriver: () => createDriver(file, isWatched ? undefined : adapter),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** Kysely guards a single connection with a lock of its own; here readers share one and writers take turns. */
function createAdapter(): DirectAdapter {
  return Object.defineProperties(new SqliteAdapter(), {
    supportsMultipleConnections: { value: true },
    supportsTransactionalDdl: { value: true },
  });
}

/** Opens a SQLite file the one way Portico does: WAL, durable commits, foreign keys enforced. */
export function openSqliteFile(file: string): Database {
  const database = new BetterSqlite3(file, { timeout: busyTimeoutMs });
  enterWal(database);
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}

/**
 * SQLite's busy handler does not wait for the one switch of a new file to WAL: two first starts at once would fail.
 * Synchronous, since nothing else happens while a database opens.
 */
function enterWal(database: Database): void {
  const deadline = Date.now() + busyTimeoutMs;
  for (;;) {
    try {
      database.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      if (!isBusy(error) || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busyRetryMs);
    }
  }
}

interface SqliteConnection extends DatabaseConnection {
  inTurn: boolean;
}

function createDriver(file: string, direct: DirectAdapter | undefined): Driver {
  let reader: Database;
  let read: RunStatement;
  let group: GroupCommit;

  // Kysely keeps in mind each one that it has seen, which costs more than keeping them.
  const free: SqliteConnection[] = [];

  async function runAlone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return SelectQueryNode.is(query.query) ? read<R>(query) : group.write(() => group.run<R>(query));
  }

  const createConnection = (): SqliteConnection => ({
    inTurn: false,
    async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
      return this.inTurn ? group.run<R>(query) : runAlone<R>(query);
    },
    // biome-ignore lint/correctness/useYield: Kysely's interface asks for a generator; nothing here streams rows.
    async *streamQuery(): AsyncIterableIterator<QueryResult<never>> {
      throw new Error('rows are read in pages, never streamed');
    },
  });

  const own = (connection: DatabaseConnection): SqliteConnection => connection as SqliteConnection;

  return {
    async init() {
      group = createGroupCommit(({ emptiesLog }) => openWriter(openSqliteFile(file), emptiesLog));
      reader = openSqliteFile(file);
      reader.pragma('query_only = ON');
      read = createStatementCache(reader);
      if (direct) direct.runAlone = runAlone;
    },
    acquireConnection: async () => free.pop() ?? createConnection(),
    async releaseConnection(connection) {
      if (!own(connection).inTurn) free.push(own(connection));
    },
    async beginTransaction(connection) {
      await group.begin();
      own(connection).inTurn = true;
    },
    async commitTransaction(connection) {
      own(connection).inTurn = false;
      await group.commit();
    },
    async rollbackTransaction(connection) {
      // Kysely also rolls back after a failed commit, when the turn is over already.
      if (!own(connection).inTurn) return;
      own(connection).inTurn = false;
      group.rollback();
    },
    async savepoint(_connection, name) {
      group.run(CompiledQuery.raw(`savepoint "${name}"`));
    },
    async rollbackToSavepoint(_connection, name) {
      group.run(CompiledQuery.raw(`rollback to "${name}"`));
    },
    async releaseSavepoint(_connection, name) {
      group.run(CompiledQuery.raw(`release "${name}"`));
    },
    async destroy() {
      if (direct) direct.runAlone = undefined;
      group?.finish();
      reader?.close();
      group?.close();
    },
  };
}
