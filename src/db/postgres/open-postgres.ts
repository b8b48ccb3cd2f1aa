import { Kysely, PostgresAdapter, PostgresIntrospector } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { createPostgresDriver } from './driver.ts';
import type { PostgresOptions } from './options.ts';
import { createPool, type PoolState } from './pool.ts';
import { PorticoPostgresCompiler } from './query-compiler.ts';

/** A PostgreSQL database, and how busy its connections are. */
export interface OpenPostgres {
  db: Database;
  poolState(): PoolState;
}

/**
 * Opens a PostgreSQL database: a bounded pool, statements prepared by name, time-outs on everything. Connects when it is
 * first asked, and after a loss again.
 */
export function openPostgres(options: PostgresOptions): OpenPostgres {
  const pool = createPool(options);
  const db = new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => createPostgresDriver(pool),
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PorticoPostgresCompiler(),
    },
  });
  return { db, poolState: () => pool.state() };
}
