import { type DialectAdapter, type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { isPostgres } from './dialect.ts';
import { findDirect } from './direct.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { prepareQuery } from './prepared.ts';
import type { Schema } from './schema.ts';

type Key = string | number;

interface Asked<Row> {
  keys: readonly Key[];
  resolve(row: Row | undefined): void;
  reject(error: unknown): void;
}

/** What is looked up: rows of a selection by a unique column of it. */
interface Lookup<Row, Tables extends keyof Schema> {
  select(db: Db): SelectQueryBuilder<Schema, Tables, Row>;
  /** With its table, such as `sessions.id`. */
  column: string;
  keyOf(row: Row): Key | null;
}

/**
 * A lookup that every request pays: answers the row that has one of the keys, which are those that a single row can have.
 * On PostgreSQL what the requests of one moment look up is one statement: what a statement costs is the way there and back.
 */
export function prepareLookup<Row, Tables extends keyof Schema>({ select, column, keyOf }: Lookup<Row, Tables>) {
  const ref = sql.ref(column);
  const selectFew = prepareQuery<Row>((db, count) => select(db).where(sql<boolean>`${ref} in (${join(count)})`));
  const selectMany = prepareQuery<Row>((db) => select(db).where(sql<boolean>`${ref} = any(${[]})`));
  const gatherings = new WeakMap<DialectAdapter, Gathering<Asked<Row>>>();

  async function answer(db: Db, all: ReadonlyArray<Asked<Row>>): Promise<void> {
    try {
      const rows = await selectMany(db, [[...new Set(all.flatMap(({ keys }) => keys))]]);
      const byKey = new Map(rows.map((row) => [keyOf(row), row]));
      for (const { keys, resolve } of all) resolve(byKey.get(keys.find((key) => byKey.has(key)) ?? null));
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
  }

  function gather(db: Db, keys: readonly Key[]): Promise<Row | undefined> {
    const { adapter } = db.getExecutor();
    const gathering = gatherings.get(adapter) ?? createGathering((all) => answer(db, all));
    gatherings.set(adapter, gathering);
    return new Promise((resolve, reject) => gathering.add({ keys, resolve, reject }));
  }

  return async (db: Db, keys: readonly Key[]): Promise<Row | undefined> => {
    const isGathered = isPostgres(db) && findDirect(db) !== undefined;
    return isGathered ? gather(db, keys) : (await selectFew(db, keys))[0];
  };
}

const join = (count: number) => sql.join(Array<string>(count).fill(''));
