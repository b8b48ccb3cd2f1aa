import { type Database, type Tx, transact } from '../database.ts';
import { sessionIdJump } from '../sqlite/replace-contents.ts';
import {
  emptyPostgresTables,
  guardAudit,
  insertPostgresRows,
  listPostgresTables,
  newestPostgresNumbers,
  raisePostgresNumbers,
} from './postgres-rows.ts';
import { openSqliteRows, type SqliteRows } from './sqlite-rows.ts';

const batchRows = 1_000;

/**
 * Puts the rows of a SQLite file of the same schema in place of what a PostgreSQL database holds, in one transaction:
 * whoever asks meanwhile waits. `finish` ends it, told the newest id that its audit log ever had; what it answers is answered.
 */
export async function replacePostgresContents<T>(
  db: Database,
  sourceFile: string,
  finish: (tx: Tx, newestAuditId: number) => Promise<T>,
): Promise<T> {
  const source = openSqliteRows(sourceFile);
  try {
    // Done anew where somebody's transaction wanted its tables in another order.
    return await transact(db, async (tx) => {
      await requireEveryTable(tx, source);
      const before = await newestPostgresNumbers(tx, source.tables);
      await emptyPostgresTables(tx, source.tables);
      for (const table of source.tables) {
        for (const rows of source.read(table, { size: batchRows })) await insertPostgresRows(tx, table, rows);
      }
      await raisePostgresNumbers(tx, nextNumbers(before, source));
      await guardAudit(tx);
      return finish(tx, before.get('audit_log') ?? 0);
    });
  } finally {
    source.close();
  }
}

async function requireEveryTable(tx: Tx, { tables }: SqliteRows): Promise<void> {
  const missing = (await listPostgresTables(tx)).find((name) => !tables.some((table) => table.name === name));
  if (missing !== undefined) throw new Error(`the backup is without the table ${missing}`);
}

/** As on SQLite: no number is given out twice, and sessions take a leap. */
function nextNumbers(before: ReadonlyMap<string, number>, source: SqliteRows): Map<string, number> {
  const given = source.newestNumbers();
  return new Map(
    [...before].map(([name, number]) => {
      const newest = Math.max(number, given.get(name) ?? 0);
      return [name, name === 'sessions' ? newest + sessionIdJump : newest];
    }),
  );
}
