import { sql } from 'kysely';
import type { Db } from './database.ts';
import type { TableShape } from './transfer/table-shapes.ts';

/** How many rows each table has. */
export async function countTables(
  db: Db,
  tables: readonly TableShape[],
): Promise<Array<[table: string, rows: number]>> {
  const counts: Array<[string, number]> = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)}`.execute(db);
    counts.push([name, rows[0]?.n ?? 0]);
  }
  return counts;
}

/** What refers to nothing, one line for each column that does. */
export async function findDanglingReferences(db: Db, tables: readonly TableShape[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name, references } of tables) {
    for (const { column, table, key } of references) {
      const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(name)} as own
        where ${sql.ref(`own.${column}`)} is not null and not exists
          (select 1 from ${sql.table(table)} as other where ${sql.ref(`other.${key}`)} = ${sql.ref(`own.${column}`)})`.execute(
        db,
      );
      const dangling = rows[0]?.n ?? 0;
      if (dangling > 0) found.push(`${dangling} rows of ${name} refer by ${column} to none of ${table}`);
    }
  }
  return found;
}
