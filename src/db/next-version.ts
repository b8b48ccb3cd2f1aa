import { type RawBuilder, sql } from 'kysely';
import type { Schema } from './schema.ts';

/**
 * The next `updated_at` of a row: grows with every change, so that two of one millisecond are two versions. `table` is to be
 * named where a row that was to be inserted has one, too.
 */
export function nextVersion(now: number, table?: keyof Schema): RawBuilder<number> {
  const version = sql.ref(table === undefined ? 'updated_at' : `${table}.updated_at`);
  return sql<number>`case when ${version} < ${now} then ${now} else ${version} + 1 end`;
}
