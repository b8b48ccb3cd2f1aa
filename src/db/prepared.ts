import type { Compilable, CompiledQuery, DialectAdapter } from 'kysely';
import type { Db } from './database.ts';
import { findDirect } from './direct.ts';

/**
 * A query that is built and compiled once per database and then only given its parameters: for the few that every
 * request pays. `build` binds `count` values, in the order in which the parameters will come.
 */
export function prepareQuery<Row>(build: (db: Db, count: number) => Compilable<Row>) {
  const compiled = new WeakMap<DialectAdapter, Map<number, CompiledQuery<Row>>>();

  return async (db: Db, parameters: readonly unknown[]): Promise<Row[]> => {
    const { adapter } = db.getExecutor();
    const byCount = compiled.get(adapter) ?? new Map<number, CompiledQuery<Row>>();
    compiled.set(adapter, byCount);
    const query = byCount.get(parameters.length) ?? build(db, parameters.length).compile();
    byCount.set(parameters.length, query);
    const bound = { ...query, parameters };
    const runAlone = findDirect(db);
    const { rows } = await (runAlone ? runAlone<Row>(bound) : db.executeQuery<Row>(bound));
    return rows;
  };
}
