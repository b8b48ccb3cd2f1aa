import type { Database } from 'better-sqlite3';
import type { Cell, ColumnShape, TableShape } from './table-shapes.ts';

/** A cell that PostgreSQL would refuse, or keep as something else. */
export interface UnmovableCell {
  table: string;
  column: string;
  /** The primary key of its row. */
  key: Cell[];
  /** A character 0 in a text, or what is neither text, whole number nor null. */
  problem: 'nul' | 'type';
  /** Whether the column is part of the primary key. */
  isInKey: boolean;
}

/** Rows that are told of for each table: enough to see what they have in common. */
const mostRows = 10;

/** The cells of the first rows that have such; one pass over the table. */
export function findUnmovableCells(database: Database, table: TableShape): UnmovableCell[] {
  const judged = table.columns.map(judge);
  const keys = table.key.map((name) => `"${name}"`);
  const rows = database
    .prepare(
      `select ${[...keys, ...judged].join(', ')} from "${table.name}" where ${judged.join(' + ')} > 0 limit ${mostRows}`,
    )
    .raw()
    .all() as Array<Array<Cell>>;
  return rows.flatMap((row) => {
    const key = row.slice(0, keys.length);
    return table.columns.flatMap(({ name }, index) => {
      const verdict = row[keys.length + index];
      if (verdict === 0) return [];
      const problem = verdict === 1 ? 'nul' : 'type';
      return [{ table: table.name, column: name, key, problem, isInKey: table.key.includes(name) } as const];
    });
  });
}

/** 0: as it should be, 1: with a character 0, 2: of another type, or a number that JavaScript would round. */
function judge({ name, type }: ColumnShape): string {
  if (type === 'text') {
    return `case when typeof("${name}") not in ('text', 'null') then 2 else coalesce(instr("${name}", char(0)) > 0, 0) end`;
  }
  const isExact = `typeof("${name}") = 'integer' and "${name}" between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`;
  return `case when "${name}" is null or ${isExact} then 0 else 2 end`;
}
