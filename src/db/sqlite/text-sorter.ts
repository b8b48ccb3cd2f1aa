import BetterSqlite3 from 'better-sqlite3';

/** One text and whose it is. */
export type OwnedText = [text: string, owner: number];

/** Sorts more rows than should be held in memory. */
export interface TextSorter {
  add(rows: readonly OwnedText[]): void;
  /** Every row that was added, by text and owner, in portions of `size`; afterwards the sorter is empty. */
  drain(size: number): Iterable<OwnedText[]>;
  close(): void;
}

/** What it holds in memory; the rest is in its file. */
const cacheKib = 2_048;

/** A sorter in a file of its own, which goes with the process however that ends. */
export function createTextSorter(): TextSorter {
  // SQLite's name for a temporary file that nobody else sees.
  const database = new BetterSqlite3('');
  database.pragma('synchronous = OFF');
  database.pragma('journal_mode = OFF');
  database.pragma(`cache_size = ${-cacheKib}`);
  database.exec('create table rows (text text not null, owner integer not null)');
  const insert = database.prepare('insert into rows select value ->> 0, value ->> 1 from json_each(?)');
  const select = database.prepare('select text, owner from rows order by text, owner').raw();

  return {
    add: (rows) => insert.run(JSON.stringify(rows)),
    *drain(size) {
      let portion: OwnedText[] = [];
      for (const row of select.iterate() as IterableIterator<OwnedText>) {
        portion.push(row);
        if (portion.length < size) continue;
        yield portion;
        portion = [];
      }
      yield portion;
      database.exec('delete from rows');
    },
    close: () => database.close(),
  };
}
