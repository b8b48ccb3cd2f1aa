import BetterSqlite3, { type Database } from 'better-sqlite3';
import { busyTimeoutMs } from '../sqlite/busy.ts';
import { findOrphans } from '../sqlite/orphans.ts';
import { dropTriggers } from '../sqlite/triggers.ts';
import { columnsOf, listed, type Row, readTableShapes, type TableShape } from './table-shapes.ts';
import { findUnmovableCells, type UnmovableCell } from './unmovable-cells.ts';

/** The rows of a SQLite file as they are at one moment. */
export interface SqliteRows {
  /** In an order in which they can be filled. */
  tables: TableShape[];
  /** All rows in the order of the key, in batches of `size`, or fewer where they are large. */
  read(table: TableShape, options: { size: number }): Generator<Row[]>;
  /** The newest number that was ever given out in each numbered table. */
  newestNumbers(): Map<string, number>;
  count(table: TableShape): number;
  /** Some of the cells that PostgreSQL would not take as they are. */
  findUnmovable(table: TableShape): UnmovableCell[];
  /** What refers to nothing: `a row of sessions refers to none of accounts`. */
  findOrphans(): string[];
  close(): void;
}

/** A SQLite file that is being filled; nothing is on disk for sure before `close`. */
export interface SqliteFilling {
  tables: TableShape[];
  insert(table: TableShape, rows: readonly Row[]): void;
  raiseNumbers(newest: ReadonlyMap<string, number>): void;
  close(): void;
}

const marksFor = (count: number): string => Array(count).fill('?').join(', ');

/** A batch of few large rows ends before it takes too much memory. */
const mostCharactersOfBatch = 4 * 1024 * 1024;

/**
 * Opens a file that others may go on writing to, unless `keepsWritersOut`: then they are refused until it is closed, and
 * it throws SQLITE_BUSY where one writes already. Changes nothing in it.
 */
export function openSqliteRows(file: string, { keepsWritersOut = false } = {}): SqliteRows {
  const database = new BetterSqlite3(file, { readonly: !keepsWritersOut, fileMustExist: true, timeout: busyTimeoutMs });
  try {
    database.exec(keepsWritersOut ? 'begin immediate' : 'begin');
  } catch (error) {
    database.close();
    throw error;
  }
  // A deferred transaction sees the moment of its first read.
  const tables = readTableShapes(database);
  return {
    tables,
    read: (table, options) => readRows(database, table, options),
    newestNumbers: () =>
      new Map(database.prepare('select name, seq from sqlite_sequence').raw().all() as Array<[string, number]>),
    count: ({ name }) => database.prepare(`select count(*) from "${name}"`).pluck().get() as number,
    findUnmovable: (table) => findUnmovableCells(database, table),
    findOrphans: () => findOrphans(database),
    close: () => database.close(),
  };
}

function* readRows(database: Database, table: TableShape, { size }: { size: number }): Generator<Row[]> {
  const [columns, key] = [listed(columnsOf(table)), listed(table.key)];
  const rows = database.prepare(`select ${columns} from "${table.name}" order by ${key}`).raw();
  let batch: Row[] = [];
  let characters = 0;
  for (const row of rows.iterate() as IterableIterator<Row>) {
    batch.push(row);
    for (const cell of row) if (typeof cell === 'string') characters += cell.length;
    if (batch.length < size && characters < mostCharactersOfBatch) continue;
    yield batch;
    batch = [];
    characters = 0;
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
  const restoreTriggers = dropTriggers(database);
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
      restoreTriggers();
      database.exec('commit');
      database.close();
    },
  };
}
