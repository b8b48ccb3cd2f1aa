import { type RawBuilder, sql } from 'kysely';

/** The next `updated_at` of a row: grows with every change, so that two of one millisecond are two versions. */
export function nextVersion(now: number): RawBuilder<number> {
  return sql<number>`case when updated_at < ${now} then ${now} else updated_at + 1 end`;
}
