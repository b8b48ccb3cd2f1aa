import { sql } from 'kysely';
import { auditGuards } from '../audit-guards.ts';
import type { Db, Tx } from '../database.ts';
import { isPostgres } from '../dialect.ts';

/** What the operators' console works with. */
export async function up(db: Tx, { beginAuditLog }: { beginAuditLog(tx: Tx): Promise<void> }): Promise<void> {
  await indexAccounts(db);
  await extendSessions(db);
  await extendDesktop(db);
  await extendMessages(db);
  await extendKeys(db);
  await chainAudit(db);
  await beginAuditLog(db);
  await createCounters(db);
  await createConsoleRequests(db);
}

async function extendSessions(db: Db): Promise<void> {
  await db.schema.alterTable('sessions').addColumn('confirmed_at', 'bigint').execute();
  for (const [former, reason] of [
    ['signed out', 'sign-out'],
    ['refresh token used twice', 'token-reuse'],
  ] as const) {
    await sql`update sessions set end_reason = ${reason} where end_reason = ${former}`.execute(db);
  }
}

async function indexAccounts(db: Db): Promise<void> {
  await db.schema.createIndex('accounts_by_creation').on('accounts').columns(['created_at', 'id']).execute();
  const run = ['status', 'role', 'origin', 'created_at', 'id'];
  await db.schema.createIndex('accounts_by_run').on('accounts').columns(run).execute();
  const terms = db.schema
    .createTable('account_terms')
    .addColumn('term', 'text', (c) => c.notNull())
    .addColumn('account_id', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('account_terms_key', ['term', 'account_id']);
  await (isPostgres(db) ? terms : terms.modifyEnd(sql`without rowid`)).execute();
}

async function extendDesktop(db: Db): Promise<void> {
  await db.schema
    .alterTable('releases')
    .addColumn('channel', 'text', (c) => c.notNull().defaultTo('stable'))
    .execute();
  for (const [column, initial] of [
    ['rollout_percent', 100],
    ['downloads', 0],
    ['updated_at', 0],
  ] as const) {
    await addCount(db, 'releases', column, initial);
  }
  await db.schema.createIndex('releases_by_version').on('releases').columns(['version_order', 'id']).execute();
  await addCount(db, 'licences', 'updated_at', 0);
  await db.schema
    .alterTable('licences')
    .addColumn('note', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
  await db.schema.createIndex('licences_by_expiry').on('licences').columns(['expires_at', 'id']).execute();
  await db.schema.createIndex('heartbeats_by_last').on('heartbeats').columns(['last_at', 'session_id']).execute();
}

async function extendMessages(db: Db): Promise<void> {
  await orderFaqs(db);
  await extendFeedback(db);
  await schedulePushes(db);
}

async function orderFaqs(db: Db): Promise<void> {
  await addCount(db, 'faqs', 'position', 0);
  await db
    .updateTable('faqs')
    .set((eb) => ({ position: eb.ref('id') }))
    .execute();
  await db.schema.createIndex('faqs_by_position').on('faqs').column('position').execute();
  await db.schema.createIndex('faqs_by_category').on('faqs').columns(['category', 'position']).execute();
}

async function extendFeedback(db: Db): Promise<void> {
  await db.schema
    .alterTable('feedback')
    .addColumn('is_seen', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.updateTable('feedback').set({ is_seen: 1 }).where('status', '=', 1).execute();
  await db.schema.dropIndex('feedback_by_category').execute();
  for (const [name, columns] of [
    ['feedback_by_seen', []],
    ['feedback_by_status', ['status']],
    ['feedback_by_category', ['category_id']],
    ['feedback_by_category_status', ['category_id', 'status']],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('feedback')
      .columns([...columns, 'is_seen', 'id'])
      .execute();
  }
  await db.schema
    .createTable('canned_answers')
    .addColumn('id', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
}

/** Pushes from before were all released, and addressed to every device, when they were made. */
async function schedulePushes(db: Db): Promise<void> {
  for (const column of ['send_at', 'cancelled_at', 'log_number', 'released_at', 'dispatched_at']) {
    await db.schema.alterTable('pushes').addColumn(column, 'bigint').execute();
  }
  for (const column of ['recipient_count', 'device_count', 'delivered_count', 'failed_count']) {
    await addCount(db, 'pushes', column, 0);
  }
  await db
    .updateTable('pushes')
    .set((eb) => ({
      log_number: eb.ref('id'),
      released_at: eb.ref('created_at'),
      dispatched_at: eb.ref('created_at'),
      recipient_count: eb
        .selectFrom('push_recipients')
        .select((inner) => inner.fn.countAll<number>().as('recipients'))
        .whereRef('push_id', '=', 'pushes.id'),
    }))
    .execute();
  await db.schema.dropIndex('pushes_by_scope').execute();
  await db.schema.createIndex('pushes_by_log').on('pushes').column('log_number').unique().execute();
  await db.schema.createIndex('pushes_by_scope').on('pushes').columns(['scope', 'log_number']).execute();
  await db.schema
    .createIndex('pushes_scheduled')
    .on('pushes')
    .column('send_at')
    .where(sql.ref('send_at'), 'is not', null)
    .where(sql.ref('released_at'), 'is', null)
    .where(sql.ref('cancelled_at'), 'is', null)
    .execute();
  await db.schema.createIndex('push_devices_enabled').on('push_devices').columns(['enabled', 'id']).execute();
  await db.schema
    .alterTable('jobs')
    .addColumn('interrupted', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}

async function extendKeys(db: Db): Promise<void> {
  await addCount(db, 'vault_entries', 'keys_changed_at', 0);
  await db
    .updateTable('vault_entries')
    .set((eb) => ({ keys_changed_at: eb.ref('updated_at') }))
    .where((eb) => eb.or([eb('pt_key_encrypted', 'is not', null), eb('ws_key_encrypted', 'is not', null)]))
    .execute();
  await db.schema.createIndex('vault_by_key_age').on('vault_entries').columns(['keys_changed_at', 'id']).execute();
  await db.schema.alterTable('signing_keys').addColumn('expires_at', 'bigint').execute();
  for (const table of ['signing_keys', 'api_keys']) await addCount(db, table, 'updated_at', 0);
  await db.schema
    .alterTable('api_keys')
    .addColumn('hint', 'text', (c) => c.notNull().defaultTo(''))
    .execute();
}

/** Entries that are there already take their hash when the chain is begun, in this same step. */
async function chainAudit(db: Db): Promise<void> {
  await db.schema.alterTable('audit_log').addColumn('hash', 'text').execute();
  await db.schema.createIndex('audit_by_at').on('audit_log').columns(['at', 'id']).execute();
  for (const column of ['actor', 'action', 'target', 'contract', 'address']) {
    await db.schema.createIndex(`audit_by_${column}`).on('audit_log').columns([column, 'at', 'id']).execute();
  }
  for (const guard of auditGuards(db)) await sql.raw(guard).execute(db);
  await db.schema
    .createTable('audit_head')
    .addColumn('id', 'integer', (c) => c.primaryKey())
    .addColumn('entry_id', 'integer', (c) => c.notNull())
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('seal', 'text', (c) => c.notNull())
    .execute();
}

async function createCounters(db: Db): Promise<void> {
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('hour_at', 'bigint', (c) => c.notNull())
    .addColumn('value', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('counters_key', ['hour_at', 'name', 'label'])
    .execute();
}

async function createConsoleRequests(db: Db): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('key_hash', 'text', (c) => c.primaryKey())
    .addColumn('request_hash', 'text', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('answer_encrypted', 'text')
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('password_resets')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('password_changed_at', 'bigint')
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('password_resets_by_account').on('password_resets').column('account_id').execute();
  for (const name of ['idempotency_keys', 'password_resets']) {
    await db.schema.createIndex(`${name}_by_expiry`).on(name).column('expires_at').execute();
  }
}

function addCount(db: Db, table: string, column: string, initial: number): Promise<void> {
  return db.schema
    .alterTable(table)
    .addColumn(column, 'bigint', (c) => c.notNull().defaultTo(initial))
    .execute();
}
