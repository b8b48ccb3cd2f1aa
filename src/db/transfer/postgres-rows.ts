import { CompiledQuery, type QueryResult } from 'kysely';
import { fillingWithoutCounting } from '../account-counts.ts';
import type { Db, Tx } from '../database.ts';
import { type Cell, columnsOf, listed, type Row, type TableShape } from './table-shapes.ts';

const arrayTypes = { integer: 'bigint[]', text: 'text[]' } as const;

const run = <R>(db: Db, text: string, parameters: unknown[] = []): Promise<QueryResult<R>> =>
  db.executeQuery<R>(CompiledQuery.raw(text, parameters));

/** From here on the transaction sees one moment, whatever others write, and writes nothing. Its first statement. */
export async function seeOneMoment(tx: Tx): Promise<void> {
  await run(tx, 'set transaction isolation level repeatable read, read only');
}

/** All rows in the order of the key, in batches of `size`. */
export async function* readPostgresRows(db: Db, table: TableShape, { size }: { size: number }): AsyncGenerator<Row[]> {
  const [columns, key] = [columnsOf(table), listed(table.key)];
  const keyPlaces = table.key.map((name) => columns.indexOf(name));
  const select = `select ${listed(columns)} from "${table.name}"`;
  const marks = table.key.map((_, index) => `$${index + 1}`).join(', ');
  let last: Row | undefined;
  for (;;) {
    const beyond = last ? `where (${key}) > (${marks})` : '';
    const query = `${select} ${beyond} order by ${key} limit ${size}`;
    const { rows } = await run<Record<string, Cell>>(db, query, last ?? []);
    const batch = rows.map((row) => columns.map((name) => row[name] ?? null));
    if (batch.length > 0) yield batch;
    if (batch.length < size) return;
    const end = batch.at(-1) as Row;
    last = keyPlaces.map((place) => end[place] ?? null);
  }
}

/** Adds rows, numbered as they are. */
export async function insertPostgresRows(db: Db, table: TableShape, rows: readonly Row[]): Promise<void> {
  const arrays = table.columns.map(({ type }, index) => `$${index + 1}::${arrayTypes[type]}`);
  const cells = table.columns.map((_, index) => rows.map((row) => row[index]));
  await run(
    db,
    `insert into "${table.name}" (${listed(columnsOf(table))}) select * from unnest(${arrays.join(', ')})`,
    cells,
  );
}

/** The newest number that was ever given out in each numbered table; 0 where none was. */
export async function newestPostgresNumbers(db: Db, tables: readonly TableShape[]): Promise<Map<string, number>> {
  const numbers = new Map<string, number>();
  for (const { name } of tables.filter(({ isNumbered }) => isNumbered)) {
    const { rows } = await run<{ newest: number }>(
      db,
      `select greatest((select coalesce(max(id), 0) from "${name}"),
        coalesce(pg_sequence_last_value(pg_get_serial_sequence('"${name}"', 'id')::regclass), 0)) as newest`,
    );
    numbers.set(name, rows[0]?.newest ?? 0);
  }
  return numbers;
}

/** From here on the next number of each table is beyond these, and beyond its own. */
export async function raisePostgresNumbers(db: Db, newest: ReadonlyMap<string, number>): Promise<void> {
  for (const [name, number] of newest) {
    if (number < 1) continue;
    await run(
      db,
      `select setval(pg_get_serial_sequence('"${name}"', 'id')::regclass, greatest($1::bigint, (select coalesce(max(id), 0) from "${name}")))`,
      [number],
    );
  }
}

/**
 * Empties the tables, whose append-only guards are lifted until `guardAudit`; what is added in this transaction is counted
 * by nobody, and brings its counts with it. Waits at most a minute for whoever uses them; from then on until the
 * transaction ends everybody else waits.
 */
export async function emptyPostgresTables(tx: Tx, tables: readonly TableShape[]): Promise<void> {
  await run(tx, "set local lock_timeout = '60s'");
  await run(tx, `lock table ${listed(tables.map(({ name }) => name))} in access exclusive mode`);
  await run(tx, fillingWithoutCounting('local'));
  await run(tx, 'alter table audit_log disable trigger user');
  await run(tx, `truncate table ${listed(tables.map(({ name }) => name))}`);
}

/** Puts the guards of the audit log in force again. */
export async function guardAudit(tx: Tx): Promise<void> {
  await run(tx, 'alter table audit_log enable trigger user');
}

/** Those that hold data; others may stand in other schemas of the same database. */
export async function listPostgresTables(db: Db): Promise<string[]> {
  const { rows } = await run<{ name: string }>(
    db,
    "select tablename as name from pg_tables where schemaname = current_schema() and tablename != 'schema_migrations'",
  );
  return rows.map(({ name }) => name);
}

/** Whether somebody's data lie in the database: one account is enough. */
export async function holdsPostgresAccounts(db: Db): Promise<boolean> {
  return (await run(db, 'select 1 from accounts limit 1')).rows.length > 0;
}

/** How much room the database takes, in bytes. */
export async function readPostgresSize(db: Db): Promise<number> {
  const { rows } = await run<{ size: number }>(db, 'select pg_database_size(current_database()) as size');
  return rows[0]?.size ?? 0;
}
