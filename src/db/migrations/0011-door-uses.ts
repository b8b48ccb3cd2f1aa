import type { Db } from '../database.ts';

/** Who still comes through which door: calls by day, and the accounts that came. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('door_uses')
    .addColumn('contract', 'text', (c) => c.notNull())
    .addColumn('endpoint', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('day_at', 'bigint', (c) => c.notNull())
    .addColumn('calls', 'bigint', (c) => c.notNull())
    .addColumn('failures', 'bigint', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('door_uses_key', ['contract', 'endpoint', 'version', 'day_at'])
    .execute();
  await db.schema.createIndex('door_uses_by_day').on('door_uses').columns(['day_at', 'contract', 'version']).execute();
  await db.schema
    .createTable('door_accounts')
    .addColumn('account_id', 'bigint', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('contract', 'text', (c) => c.notNull())
    .addColumn('version', 'text', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('door_accounts_key', ['account_id', 'contract'])
    .execute();
  await db.schema
    .createIndex('door_accounts_by_time')
    .on('door_accounts')
    .columns(['contract', 'last_seen_at', 'account_id', 'version'])
    .execute();
}
