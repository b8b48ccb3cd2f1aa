import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { AccountsTable, Schema } from '../../db/schema.ts';
import type { Page } from '../paging.ts';
import type { Account } from './account.ts';
import type { Identifier } from './identifiers.ts';

/** New values of some columns. */
export type AccountChanges = Updateable<AccountsTable>;

/** Whatever its status. */
export function findAccount(db: Db, id: number): Promise<Account | undefined> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The account that holds the identifier, proved or not. */
export function findAccountBy(db: Db, identifier: Identifier): Promise<Account | undefined> {
  const query = db.selectFrom('accounts').selectAll();
  if (identifier.kind === 'phone') return query.where('phone', '=', identifier.phone.e164).executeTakeFirst();
  if (identifier.kind === 'email') return query.where('email', '=', identifier.email).executeTakeFirst();
  return query.where('handle_key', '=', identifier.handleKey).executeTakeFirst();
}

/** The owner with the lowest id. */
export function findFirstOwner(db: Db): Promise<Account | undefined> {
  return db.selectFrom('accounts').selectAll().where('role', '=', 'owner').orderBy('id').limit(1).executeTakeFirst();
}

/** Undefined where one of the identifiers belongs to another account already; then nothing is stored. */
export function insertAccount(db: Db, values: Insertable<AccountsTable>): Promise<Account | undefined> {
  return db
    .insertInto('accounts')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Undefined where there is no such account. */
export function updateAccount(db: Db, id: number, changes: AccountChanges): Promise<Account | undefined> {
  return db.updateTable('accounts').set(changes).where('id', '=', id).returningAll().executeTakeFirst();
}

/** Undefined where the account is the last owner, or absent; then nothing is changed. */
export function updateAccountUnlessLastOwner(
  db: Db,
  id: number,
  changes: AccountChanges,
): Promise<Account | undefined> {
  const query = db.updateTable('accounts').set(changes).where('id', '=', id).where(anOwnerRemainsWithout(id));
  return query.returningAll().executeTakeFirst();
}

/** Does nothing where another verifier stands by now. */
export async function replaceVerifier(db: Db, id: number, current: string, fresh: string): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ password_verifier: fresh })
    .where('id', '=', id)
    .where('password_verifier', '=', current)
    .execute();
}

/** Takes the phone from whoever never proved it: from an account that shows it, and from those on which it waits. */
export async function releaseUnprovedPhone(db: Db, e164: string, exceptId: number | null): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ phone: null, phone_area: null })
    .where('phone', '=', e164)
    .where('phone_verified_at', 'is', null)
    .where('id', 'is distinct from', exceptId)
    .execute();
  await db
    .updateTable('accounts')
    .set({ pending_phone: null })
    .where('pending_phone', '=', e164)
    .where('id', 'is distinct from', exceptId)
    .execute();
}

/** The same for an e-mail. */
export async function releaseUnprovedEmail(db: Db, email: string, exceptId: number | null): Promise<void> {
  await db
    .updateTable('accounts')
    .set({ email: null })
    .where('email', '=', email)
    .where('email_verified_at', 'is', null)
    .where('id', 'is distinct from', exceptId)
    .execute();
  await db
    .updateTable('accounts')
    .set({ pending_email: null })
    .where('pending_email', '=', email)
    .where('id', 'is distinct from', exceptId)
    .execute();
}

/** False where the account is the last owner, or absent. */
export async function deleteAccountUnlessLastOwner(db: Db, id: number): Promise<boolean> {
  const query = db.deleteFrom('accounts').where('id', '=', id).where(anOwnerRemainsWithout(id));
  return (await query.executeTakeFirst()).numDeletedRows > 0n;
}

/** A part of the statement itself: of two owners who leave at once, one remains. */
function anOwnerRemainsWithout(id: number) {
  return (eb: ExpressionBuilder<Schema, 'accounts'>) =>
    eb.or([
      eb('role', '!=', 'owner'),
      eb.exists(
        eb
          .selectFrom('accounts as others')
          .select(sql.lit(1).as('one'))
          .where('others.role', '=', 'owner')
          .where('others.status', '=', 'active')
          .where('others.id', '!=', id),
      ),
    ]);
}

/** Whatever their status. */
export function countAccounts(db: Db): Promise<number> {
  return countRows(db.selectFrom('accounts'));
}

/** Newest first. */
export function listAccounts(db: Db, page: Page): Promise<Account[]> {
  return db.selectFrom('accounts').selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute();
}
