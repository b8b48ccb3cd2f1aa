import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';

// Milliseconds and ids stay far below 2^53: as numbers they are what SQLite answers.
types.setTypeParser(types.builtins.INT8, Number);

/** Opens a PostgreSQL database with at most `most` connections; each is made when it is first needed. */
export function openPostgres(url: string, most = 10): Database {
  const pool = new Pool({ connectionString: url, max: most });
  // A connection that is lost while nobody uses it is left out from then on; unheard, it would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}
