import { type SqlBool, sql } from 'kysely';
import type { Db } from '../database.ts';
import { createNumberedTable } from './numbered-table.ts';

/** What other systems are told, and what licences were already told of. */
export async function up(db: Db): Promise<void> {
  await createEndpoints(db);
  await createMessages(db);
  await createDeliveries(db);
  await markToldLicences(db);
}

async function createEndpoints(db: Db): Promise<void> {
  await createNumberedTable(db, 'webhook_endpoints')
    .addColumn('url_encrypted', 'text', (c) => c.notNull())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('secret_encrypted', 'text', (c) => c.notNull())
    .addColumn('former_secret_encrypted', 'text')
    .addColumn('former_secret_until', 'bigint')
    .addColumn('paused_at', 'bigint')
    .addColumn('pause_reason', 'text')
    .addColumn('failing_since', 'bigint')
    .addColumn('failures', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('webhook_subscriptions')
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('endpoint_id', 'integer', (c) => c.notNull().references('webhook_endpoints.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('webhook_subscriptions_key', ['event', 'endpoint_id'])
    .execute();
  await db.schema
    .createIndex('webhook_subscriptions_by_endpoint')
    .on('webhook_subscriptions')
    .column('endpoint_id')
    .execute();
}

async function createMessages(db: Db): Promise<void> {
  await db.schema
    .createTable('webhook_messages')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('event', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('webhook_messages_by_creation').on('webhook_messages').column('created_at').execute();
}

async function createDeliveries(db: Db): Promise<void> {
  await createNumberedTable(db, 'webhook_deliveries')
    .addColumn('endpoint_id', 'integer', (c) => c.notNull().references('webhook_endpoints.id').onDelete('cascade'))
    .addColumn('message_id', 'text', (c) => c.notNull().references('webhook_messages.id').onDelete('cascade'))
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('queued_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  for (const [name, columns] of [
    ['webhook_deliveries_by_message', ['message_id']],
    ['webhook_deliveries_by_endpoint', ['endpoint_id', 'id']],
    ['webhook_deliveries_by_state', ['state', 'id']],
    ['webhook_deliveries_by_endpoint_state', ['endpoint_id', 'state', 'id']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('webhook_deliveries')
      .columns([...columns])
      .execute();
  }
  await createNumberedTable(db, 'webhook_attempts')
    .addColumn('delivery_id', 'integer', (c) => c.notNull().references('webhook_deliveries.id').onDelete('cascade'))
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('failure', 'text')
    .addColumn('duration_ms', 'integer', (c) => c.notNull())
    .addColumn('answer', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createIndex('webhook_attempts_by_delivery')
    .on('webhook_attempts')
    .columns(['delivery_id', 'id'])
    .execute();
}

/** A licence is told of once for each end that it has. Those that had ended before there was anybody to tell count as told. */
async function markToldLicences(db: Db): Promise<void> {
  await db.schema.alterTable('licences').addColumn('expiry_told', 'bigint').execute();
  await sql`update licences set expiry_told = expires_at where expires_at <= ${Date.now()}`.execute(db);
  await db.schema
    .createIndex('licences_by_untold_expiry')
    .on('licences')
    .column('expires_at')
    .where(sql<SqlBool>`expires_at is not null and revoked_at is null and expiry_told is distinct from expires_at`)
    .execute();
}
