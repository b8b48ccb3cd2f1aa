import { sql } from 'kysely';
import type { Db } from '../database.ts';

/** Accounts that came from former back ends: which of theirs became which, and passwords that hold at one door alone. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('imported_accounts')
    .addColumn('source', 'text', (c) => c.notNull())
    .addColumn('former_id', 'text', (c) => c.notNull())
    // Whoever was deleted since must not come back with the next run.
    .addColumn('account_id', 'bigint', (c) => c.references('accounts.id').onDelete('set null'))
    .addColumn('imported_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('imported_accounts_key', ['source', 'former_id'])
    .execute();
  await db.schema.createIndex('imported_accounts_by_account').on('imported_accounts').column('account_id').execute();
  await db.schema
    .createTable('door_passwords')
    .addColumn('account_id', 'bigint', (c) => c.notNull().references('accounts.id').onDelete('cascade'))
    .addColumn('contract', 'text', (c) => c.notNull())
    .addColumn('verifier', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('door_passwords_key', ['account_id', 'contract'])
    .execute();
  // So that those which remain are counted without a look at all the others.
  await sql`create index accounts_former on accounts (id) where substr(password_verifier, 1, 7) = 'former.'`.execute(
    db,
  );
  await sql`create index door_passwords_former on door_passwords (contract) where substr(verifier, 1, 7) = 'former.'`.execute(
    db,
  );
}
