import type { Db } from './database.ts';
import { isPostgres } from './dialect.ts';
import type { Schema } from './schema.ts';

/**
 * Who reads a row in a transaction means to change it, or to rely on it: on PostgreSQL the rows that a query finds, those
 * of `table` where it joins several, are kept from others' changes until the transaction ends, and are read as the last
 * one left them; rows that refer to them can still be added. On SQLite a transaction is alone anyway. For `$call`.
 */
export function lockedIn(db: Db, table?: keyof Schema) {
  const isLocked = db.isTransaction && isPostgres(db);
  return <Query extends { forNoKeyUpdate(of?: never): Query }>(query: Query): Query => {
    if (!isLocked) return query;
    return table === undefined ? query.forNoKeyUpdate() : query.forNoKeyUpdate(table as never);
  };
}
