import type { Db } from '../database.ts';

/** Devices whose app is gone, and how many of these a push met. */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('push_devices').addColumn('unregistered_at', 'bigint').execute();
  await db.schema
    .alterTable('pushes')
    .addColumn('unregistered_count', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
