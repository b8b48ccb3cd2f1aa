import BetterSqlite3 from 'better-sqlite3';
import { isBusy } from './busy.ts';

/**
 * Takes a lock that vanishes with this process, however it ends: an exclusive transaction on a SQLite file of its own.
 * Answers how to let go of it; undefined where another process holds it.
 */
export function lockFile(file: string): (() => void) | undefined {
  const database = new BetterSqlite3(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
  return () => database.close();
}
