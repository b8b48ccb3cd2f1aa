import type { Database } from 'better-sqlite3';

/** What a cell can hold: the migrations know whole numbers and texts. */
export type Cell = number | string | null;
/** The cells of one row, in the order of the columns. */
export type Row = Cell[];

/** A column, as both databases have it. */
export interface ColumnShape {
  name: string;
  type: 'integer' | 'text';
}

/** A column that holds the key of a row of another table, or nothing. */
export interface Reference {
  column: string;
  table: string;
  key: string;
}

/** A table whose rows are carried from one database to the other. */
export interface TableShape {
  name: string;
  columns: readonly ColumnShape[];
  /** The primary key: rows are read in its order. */
  key: readonly string[];
  /** Whether the database numbers the rows, by a column `id`. */
  isNumbered: boolean;
  references: readonly Reference[];
}

/** Names as SQL lists them. */
export const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

/** The names of a table's columns, in the order of the cells of a row. */
export const columnsOf = ({ columns }: TableShape): string[] => columns.map(({ name }) => name);

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  /** Its place in the primary key, from 1; 0: not in it. */
  place: number;
}

/** Every table that holds data, each after those that it refers to; the ledger of the migrations is none of them. */
export function readTableShapes(database: Database): TableShape[] {
  const all = <Found>(query: string): Found[] => database.prepare(query).all() as Found[];
  const columns = all<ColumnRow>(`select t.name as "table", c.name, lower(c.type) as type, c.pk as place
    from main.sqlite_schema as t, pragma_table_info(t.name, 'main') as c
    where t.type = 'table' and t.name not like 'sqlite!_%' escape '!' and t.name not like 'backup!_%' escape '!'
      and t.name != 'schema_migrations' order by t.name, c.cid`);
  const numbered = new Set(
    all<{ name: string }>("select name from main.sqlite_schema where sql like '%autoincrement%'").map(
      ({ name }) => name,
    ),
  );
  const references = all<
    Reference & { from: string }
  >(`select t.name as "from", r."from" as column, r."table", r."to" as key
    from main.sqlite_schema as t, pragma_foreign_key_list(t.name, 'main') as r where t.type = 'table'`);
  const names = [...new Set(columns.map(({ table }) => table))];
  return parentsFirst(names, references).map((name) => ({
    ...shapeOf(name, columns),
    isNumbered: numbered.has(name),
    references: references.flatMap(({ from, ...reference }) => (from === name ? [reference] : [])),
  }));
}

function shapeOf(name: string, all: readonly ColumnRow[]): Pick<TableShape, 'name' | 'columns' | 'key'> {
  const own = all.filter(({ table }) => table === name);
  const key = own.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  return {
    name,
    columns: own.map((column) => ({ name: column.name, type: column.type === 'text' ? 'text' : 'integer' })),
    key: key.map((column) => column.name),
  };
}

function parentsFirst(names: readonly string[], references: ReadonlyArray<{ from: string; table: string }>): string[] {
  const placed = new Set<string>();
  const place = (name: string): void => {
    if (placed.has(name)) return;
    for (const { from, table } of references) if (from === name && table !== name) place(table);
    placed.add(name);
  };
  for (const name of names) place(name);
  return [...placed];
}
