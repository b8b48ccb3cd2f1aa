import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { createNumberedTable } from './numbered-table.ts';

/** All tables of the first release. */
export async function up(db: Db): Promise<void> {
  await createDirectory(db);
  await createSessions(db);
  await createTryCounts(db);
  await createOneTimeSecrets(db);
  await createProgramKeys(db);
  await createDesktop(db);
  await createPushes(db);
  await createFaq(db);
  await createFeedback(db);
  await createOperations(db);
}

async function createDirectory(db: Db): Promise<void> {
  await createNumberedTable(db, 'accounts')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addColumn('origin', 'text', (c) => c.notNull())
    .addColumn('status', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('staff_approved_at', 'bigint')
    .addColumn('handle', 'text')
    .addColumn('handle_key', 'text', (c) => c.unique())
    .addColumn('phone', 'text', (c) => c.unique())
    .addColumn('phone_area', 'text')
    .addColumn('phone_verified_at', 'bigint')
    .addColumn('pending_phone', 'text')
    .addColumn('email', 'text', (c) => c.unique())
    .addColumn('email_verified_at', 'bigint')
    .addColumn('pending_email', 'text')
    .addColumn('password_verifier', 'text')
    .addColumn('password_changed_at', 'bigint')
    .addColumn('openid', 'text', (c) => c.notNull().unique())
    .addColumn('display_name', 'text', (c) => c.notNull())
    .addColumn('real_name', 'text', (c) => c.notNull())
    .addColumn('avatar', 'text', (c) => c.notNull())
    .addColumn('gender', 'integer', (c) => c.notNull().defaultTo(2))
    .addColumn('birthday', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('position', 'text', (c) => c.notNull())
    .addColumn('signature', 'text', (c) => c.notNull())
    .addColumn('brief', 'text')
    .addColumn('pushes_cleared_through', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  for (const pending of ['pending_phone', 'pending_email']) {
    const index = db.schema.createIndex(`accounts_by_${pending}`).on('accounts').column(pending);
    await index.where(sql.ref(pending), 'is not', null).execute();
  }
  await db.schema.createIndex('accounts_by_role').on('accounts').columns(['role', 'id']).execute();
}

async function createSessions(db: Db): Promise<void> {
  await createNumberedTable(db, 'sessions')
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('contract', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('access_hash', 'text', (c) => c.unique())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('user_agent', 'text', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint')
    .addColumn('end_reason', 'text')
    .execute();
  await db.schema.createIndex('sessions_by_account').on('sessions').column('account_id').execute();
  await db.schema.createIndex('sessions_by_expiry').on('sessions').columns(['contract', 'expires_at']).execute();
  await db.schema.createIndex('sessions_by_end').on('sessions').column('ended_at').execute();
  await db.schema
    .createTable('refresh_tokens')
    .addColumn('hash', 'text', (c) => c.primaryKey())
    .addColumn('session_id', 'integer', (c) => c.notNull().references('sessions.id').onDelete('cascade'))
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute();
  await db.schema.createIndex('refresh_tokens_by_session').on('refresh_tokens').column('session_id').execute();
  await db.schema.createIndex('refresh_tokens_by_expiry').on('refresh_tokens').column('expires_at').execute();
}

async function createTryCounts(db: Db): Promise<void> {
  await db.schema
    .createTable('password_guesses')
    .addColumn('subject', 'text', (c) => c.notNull())
    .addColumn('device', 'text', (c) => c.notNull())
    .addColumn('failures', 'integer', (c) => c.notNull())
    .addColumn('not_before', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('password_guesses_key', ['subject', 'device'])
    .execute();
  await db.schema.createIndex('password_guesses_by_age').on('password_guesses').column('updated_at').execute();
  await db.schema
    .createTable('known_devices')
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('device', 'text', (c) => c.notNull())
    .addColumn('last_seen_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('known_devices_key', ['account_id', 'device'])
    .execute();
  await db.schema.createIndex('known_devices_by_age').on('known_devices').column('last_seen_at').execute();
  await createNumberedTable(db, 'limit_hits')
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('limit_hits_by_key').on('limit_hits').columns(['key', 'at']).execute();
  await db.schema.createIndex('limit_hits_by_expiry').on('limit_hits').column('expires_at').execute();
}

async function createProgramKeys(db: Db): Promise<void> {
  await createNumberedTable(db, 'signing_keys')
    .addColumn('auth_key', 'text', (c) => c.notNull().unique())
    .addColumn('secret_encrypted', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('disabled_at', 'bigint')
    .execute();
  await createNumberedTable(db, 'api_keys')
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('key_hash', 'text', (c) => c.notNull().unique())
    .addColumn('rights', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
}

async function createOneTimeSecrets(db: Db): Promise<void> {
  await db.schema
    .createTable('codes')
    .addColumn('subject', 'text', (c) => c.primaryKey())
    .addColumn('code_hash', 'text', (c) => c.notNull())
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('email_proofs')
    .addColumn('token_hash', 'text', (c) => c.primaryKey())
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('email', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('email_proofs_by_account').on('email_proofs').column('account_id').execute();
  await db.schema
    .createTable('captchas')
    .addColumn('id_hash', 'text', (c) => c.primaryKey())
    .addColumn('answer_hash', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('replay_marks')
    .addColumn('key', 'text', (c) => c.primaryKey())
    .addColumn('done', 'integer', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute();
  for (const name of ['codes', 'email_proofs', 'captchas', 'replay_marks']) {
    await db.schema.createIndex(`${name}_by_expiry`).on(name).column('expires_at').execute();
  }
}

async function createDesktop(db: Db): Promise<void> {
  await createNumberedTable(db, 'releases')
    .addColumn('version', 'text', (c) => c.notNull().unique())
    .addColumn('version_order', 'text', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull().unique())
    .addColumn('storage_name', 'text', (c) => c.notNull())
    .addColumn('size_bytes', 'bigint', (c) => c.notNull())
    .addColumn('sha256', 'text', (c) => c.notNull())
    .addColumn('notes', 'text')
    .addColumn('uploaded_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .execute();
  await db.schema.createIndex('releases_by_order').on('releases').columns(['withdrawn_at', 'version_order']).execute();
  await createNumberedTable(db, 'licences')
    .addColumn('number', 'text', (c) => c.notNull().unique())
    .addColumn('account_id', 'integer', (c) => c.unique().references('accounts.id').onDelete('set null'))
    .addColumn('effect_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('heartbeats')
    .addColumn('session_id', 'integer', (c) => c.primaryKey())
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('first_at', 'bigint', (c) => c.notNull())
    .addColumn('last_at', 'bigint', (c) => c.notNull())
    .addColumn('beats', 'integer', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('user_agent', 'text', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('heartbeats_by_account').on('heartbeats').columns(['account_id', 'last_at']).execute();
}

async function createPushes(db: Db): Promise<void> {
  await createNumberedTable(db, 'push_devices')
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('client_id', 'text', (c) => c.notNull().unique())
    .addColumn('client_type', 'text', (c) => c.notNull())
    .addColumn('enabled', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('push_devices_by_account').on('push_devices').column('account_id').execute();
  await createNumberedTable(db, 'pushes')
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('body', 'text', (c) => c.notNull())
    .addColumn('scope', 'integer', (c) => c.notNull())
    .addColumn('manager_id', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('pushes_by_scope').on('pushes').columns(['scope', 'id']).execute();
  await db.schema
    .createTable('push_recipients')
    .addColumn('push_id', 'integer', (c) => c.notNull().references('pushes.id').onDelete('cascade'))
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('push_recipients_key', ['account_id', 'push_id'])
    .execute();
  await db.schema.createIndex('push_recipients_by_push').on('push_recipients').column('push_id').execute();
}

async function createFaq(db: Db): Promise<void> {
  await createNumberedTable(db, 'faqs')
    .addColumn('title', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('category', 'text', (c) => c.notNull())
    .addColumn('external_link', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
}

async function createFeedback(db: Db): Promise<void> {
  await createNumberedTable(db, 'feedback_categories')
    .addColumn('name', 'text', (c) => c.notNull().unique())
    .addColumn('description', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await createNumberedTable(db, 'feedback')
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('status', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('category_id', 'integer', (c) => c.references('feedback_categories.id').onDelete('set null'))
    .addColumn('contact_phone', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('feedback_by_account').on('feedback').columns(['account_id', 'id']).execute();
  await db.schema.createIndex('feedback_by_category').on('feedback').column('category_id').execute();
  await createNumberedTable(db, 'feedback_replies')
    .addColumn('feedback_id', 'integer', (c) => c.notNull().references('feedback.id').onDelete('cascade'))
    .addColumn('account_id', 'integer', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('manager_id', 'integer', (c) => c.notNull())
    .addColumn('is_read', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('replies_by_feedback').on('feedback_replies').columns(['feedback_id', 'id']).execute();
  await db.schema.createIndex('replies_unread').on('feedback_replies').columns(['account_id', 'is_read']).execute();
}

async function createOperations(db: Db): Promise<void> {
  await createNumberedTable(db, 'vault_entries')
    .addColumn('pin', 'text', (c) => c.notNull().unique())
    .addColumn('remark', 'text', (c) => c.notNull())
    .addColumn('pt_key_encrypted', 'text')
    .addColumn('ws_key_encrypted', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('updated_at', 'bigint', (c) => c.notNull())
    .execute();
  await createNumberedTable(db, 'jobs')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('run_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('leased_until', 'bigint')
    .addColumn('dead_at', 'bigint')
    .addColumn('last_error', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('jobs_due').on('jobs').columns(['dead_at', 'run_at']).execute();
  await createNumberedTable(db, 'audit_log')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('contract', 'text', (c) => c.notNull())
    .addColumn('address', 'text', (c) => c.notNull())
    .addColumn('details', 'text', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('settings')
    .addColumn('name', 'text', (c) => c.primaryKey())
    .addColumn('value', 'text', (c) => c.notNull())
    .execute();
}
