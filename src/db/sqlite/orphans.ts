import type { Database } from 'better-sqlite3';

/** What refers to nothing, each kind once: `a row of sessions refers to none of accounts`. */
export function findOrphans(database: Database): string[] {
  const orphans = database.pragma('foreign_key_check') as Array<{ table: string; parent: string }>;
  return [...new Set(orphans.map(({ table, parent }) => `a row of ${table} refers to none of ${parent}`))];
}
