import BetterSqlite3, { type Database } from 'better-sqlite3';
import { type Row, readTableShapes, type TableShape } from './table-shapes.ts';

/** The rows of a SQLite file as they are at one moment. */
export interface SqliteRows {
  /** In an order in which they can be filled. */
  tables: TableShape[];
  /** Rows after a key, in the order of the key, in batches of `size`. */
  read(table: TableShape, options: { size: number; after?: Row | undefined }): Generator<Row[]>;
  /** The newest number that was ever given out in each numbered table. */
  newestNumbers(): Map<string, number>;
  close(): void;
}

/** A SQLite file that is being filled; nothing is on disk for sure before `close`. */
export interface SqliteFilling {
  tables: TableShape[];
  insert(table: TableShape, rows: readonly Row[]): void;
  raiseNumbers(newest: ReadonlyMap<string, number>): void;
  close(): void;
}

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');
const columnsOf = ({ columns }: TableShape): string[] => columns.map(({ name }) => name);
const marksFor = (count: number): string => Array(count).fill('?').join(', ');

/** Opens a file that others may go on writing to. Changes nothing in it. */
export function openSqliteRows(file: string): SqliteRows {
  const database = new BetterSqlite3(file, { readonly: true, fileMustExist: true });
  database.exec('begin');
  // A deferred transaction sees the moment of its first read.
  const tables = readTableShapes(database);
  return {
    tables,
    read: (table, options) => readRows(database, table, options),
    newestNumbers: () =>
      new Map(database.prepare('select name, seq from sqlite_sequence').raw().all() as Array<[string, number]>),
    close: () => database.close(),
  };
}

function* readRows(
  database: Database,
  table: TableShape,
  { size, after }: { size: number; after?: Row | undefined },
): Generator<Row[]> {
  const [columns, key] = [listed(columnsOf(table)), listed(table.key)];
  const beyond = after ? `where (${key}) > (${marksFor(table.key.length)})` : '';
  const rows = database.prepare(`select ${columns} from "${table.name}" ${beyond} order by ${key}`).raw();
  let batch: Row[] = [];
  for (const row of rows.iterate(...(after ?? [])) as IterableIterator<Row>) {
    batch.push(row);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Opens a migrated file that nobody else uses, empties it, and fills it fast. */
export function openSqliteFilling(file: string): SqliteFilling {
  const database = new BetterSqlite3(file, { fileMustExist: true });
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('foreign_keys = OFF');
  database.exec('begin');
  const tables = readTableShapes(database);
  // What a migration of nothing put there by itself.
  for (const { name } of tables) database.exec(`delete from "${name}"`);
  return {
    tables,
    insert(table, rows) {
      const columns = columnsOf(table);
      const insert = database.prepare(
        `insert into "${table.name}" (${listed(columns)}) values (${marksFor(columns.length)})`,
      );
      for (const row of rows) insert.run(...row);
    },
    raiseNumbers(newest) {
      const select = database.prepare('select seq from sqlite_sequence where name = ?').pluck();
      const [remove, insert] = [
        database.prepare('delete from sqlite_sequence where name = ?'),
        database.prepare('insert into sqlite_sequence (name, seq) values (?, ?)'),
      ];
      for (const [name, number] of newest) {
        const known = (select.get(name) as number | undefined) ?? 0;
        remove.run(name);
        insert.run(name, Math.max(known, number));
      }
    },
    close() {
      database.exec('commit');
      database.close();
    },
  };
}
