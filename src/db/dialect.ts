import { PostgresAdapter } from 'kysely';
import type { Db } from './database.ts';

/** Whether statements go to PostgreSQL, for the few that the two databases want in words of their own. */
export function isPostgres(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}
