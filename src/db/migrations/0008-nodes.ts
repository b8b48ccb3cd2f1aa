import type { Db } from '../database.ts';

/** The nodes that serve on one database. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('nodes')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('program_version', 'bigint', (c) => c.notNull())
    .addColumn('storage', 'text', (c) => c.notNull())
    .addColumn('root_keys', 'text', (c) => c.notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .execute();
}
