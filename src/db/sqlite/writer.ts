import type { Database } from 'better-sqlite3';
import { createStatementCache, type RunStatement } from './statements.ts';

/** The one connection that writes, and what a group commit does on it. */
export interface Writer {
  run: RunStatement;
  inTransaction(): boolean;
  beginGroup(): void;
  commitGroup(): void;
  rollbackGroup(): void;
  beginTurn(): void;
  releaseTurn(): void;
  undoTurn(): void;
  close(): void;
}

/** Opens the connection, the first or another one in its place; throws where the disk still fails. */
export type OpenWriter = (how: { emptiesLog: boolean }) => Writer;

/** Takes over a connection, and empties the write-ahead log first where it was told; closes it again where it throws. */
export function openWriter(database: Database, emptiesLog: boolean): Writer {
  try {
    // Waiting for another process's write is the group commit's: SQLite would block the whole process meanwhile.
    database.pragma('busy_timeout = 0');
    if (emptiesLog) emptyLog(database);
    return prepareWriter(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * What was committed is copied into the database file, which is synced, and the log is cut to nothing, with what was
 * refused and lies behind its end. While another process reads or writes, SQLite leaves the log as it is: then the next
 * commit is written over what was refused.
 */
function emptyLog(database: Database): void {
  database.pragma('wal_checkpoint(TRUNCATE)');
}

function prepareWriter(database: Database): Writer {
  const prepare = (source: string): (() => void) => {
    const statement = database.prepare(source);
    return () => void statement.run();
  };
  return {
    run: createStatementCache(database),
    inTransaction: () => database.inTransaction,
    beginGroup: prepare('begin immediate'),
    commitGroup: prepare('commit'),
    rollbackGroup: prepare('rollback'),
    beginTurn: prepare('savepoint turn'),
    releaseTurn: prepare('release turn'),
    undoTurn: prepare('rollback to turn'),
    close: () => void database.close(),
  };
}

/** Whether SQLite says that the disk failed. Not when it is full: then the end of a transaction is not in the log. */
export function isDiskFailure(error: unknown): boolean {
  return String((error as { code?: string } | null)?.code).startsWith('SQLITE_IOERR');
}
