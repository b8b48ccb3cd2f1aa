import type { CompiledQuery, DialectAdapter, Kysely, QueryResult } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * An adapter whose database runs one statement outside of any transaction by itself: Kysely's way to a connection and back
 * costs more than a read. Absent before the database is opened, after it is closed, and where each statement is watched.
 */
export interface DirectAdapter extends DialectAdapter {
  runAlone?: (<Row>(query: CompiledQuery<Row>) => Promise<QueryResult<Row>>) | undefined;
}

/** The way past Kysely; undefined inside a transaction, too. */
export function findDirect(db: Pick<Kysely<Schema>, 'getExecutor' | 'isTransaction'>): DirectAdapter['runAlone'] {
  const adapter: DirectAdapter = db.getExecutor().adapter;
  return db.isTransaction ? undefined : adapter.runAlone;
}
