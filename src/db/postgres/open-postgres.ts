import { type Driver, Kysely, PostgresAdapter, PostgresIntrospector } from 'kysely';
import type { Database, StatementWatch } from '../database.ts';
import type { DirectAdapter } from '../direct.ts';
import type { Schema } from '../schema.ts';
import { createPostgresDriver } from './driver.ts';
import { createListDriver } from './list-driver.ts';
import type { PostgresOptions } from './options.ts';
import { createPool, type PoolState } from './pool.ts';
import { PorticoPostgresCompiler } from './query-compiler.ts';

/** How busy the connections of one pool are, and what it leads to. */
export type NamedPool = readonly [pool: 'primary' | 'replica', state: PoolState];

/** A PostgreSQL database, and how busy its connections are. */
export interface OpenPostgres {
  db: Database;
  /** For lists and search alone: reads from a copy, where there is one, what was kept before. */
  lists: Database;
  /** The copy has one of its own. */
  pools(): readonly NamedPool[];
  /** Resolves when the server answers, however busy the connections are, and rejects within 2 s where it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a PostgreSQL database: a bounded pool, statements prepared by name, time-outs on everything. Connects when it is
 * first asked, and after a loss again. `replica` is a streaming copy of it.
 */
export function openPostgres(
  options: PostgresOptions,
  replica?: PostgresOptions,
  watch?: StatementWatch,
): OpenPostgres {
  const pool = createPool(options);
  const adapter: DirectAdapter = new PostgresAdapter();
  const db = open(adapter, createPostgresDriver(pool, watch ? undefined : adapter), watch);
  const copies = replica && createPool(replica);
  const lists = copies ? open(new PostgresAdapter(), createListDriver(pool, copies), watch) : db;
  return {
    db,
    lists,
    pools: () => [['primary', pool.state()], ...(copies ? [['replica', copies.state()] as const] : [])],
    ping: () => pool.ping(),
    async close() {
      if (lists !== db) await lists.destroy();
      await db.destroy();
    },
  };
}

function open(adapter: DirectAdapter, driver: Driver, watch: StatementWatch | undefined): Database {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => adapter,
      createDriver: () => driver,
      createIntrospector: (kysely) => new PostgresIntrospector(kysely),
      createQueryCompiler: () => new PorticoPostgresCompiler(),
    },
    ...(watch && { log: watch }),
  });
}
