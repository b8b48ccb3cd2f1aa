import { type RawBuilder, sql } from 'kysely';

/**
 * A column, as its own value, in words by which SQLite goes along no index of it: for conditions on what another index
 * finds in order. PostgreSQL, which knows how often each value occurs, takes it for the column.
 */
export function unindexed<Value>(column: string): RawBuilder<Value> {
  return sql<Value>`coalesce(${sql.ref(column)}, null)`;
}
