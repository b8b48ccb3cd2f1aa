import { type ExpressionBuilder, type Insertable, sql, type Updateable } from 'kysely';
import { type Db, type Tx, takeTurn } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import { padded } from '../../db/padded.ts';
import type { AccountsTable, Schema } from '../../db/schema.ts';
import type { Account } from './account.ts';
import type { Identifier } from './identifiers.ts';
import { deleteTerms, insertTerms, replaceTerms } from './terms.store.ts';

/** New values of some columns. */
export type AccountChanges = Omit<Updateable<AccountsTable>, 'id' | 'updated_at'>;

/** Whatever its status. */
export function findAccount(db: Db, id: number): Promise<Account | undefined> {
  return db.selectFrom('accounts').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** What the accounts that there are of these are called by, in no order. */
export function findAccountNames(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('accounts')
    .select(['id', 'display_name', 'real_name', 'handle'])
    .where('id', 'in', padded(ids))
    .execute();
}

/** The account that holds the identifier, proved or not. */
export function findAccountBy(db: Db, identifier: Identifier): Promise<Account | undefined> {
  return selectBy(db, identifier).selectAll().$call(lockedIn(db)).executeTakeFirst();
}

/** The id alone, for who does nothing to the account. */
export async function findHolderId(db: Db, identifier: Identifier): Promise<number | undefined> {
  return (await selectBy(db, identifier).select('id').executeTakeFirst())?.id;
}

function selectBy(db: Db, identifier: Identifier) {
  const query = db.selectFrom('accounts');
  if (identifier.kind === 'phone') return query.where('phone', '=', identifier.phone.e164);
  if (identifier.kind === 'email') return query.where('email', '=', identifier.email);
  return query.where('handle_key', '=', identifier.handleKey);
}

/** The owner with the lowest id. */
export function findFirstOwner(db: Db): Promise<Account | undefined> {
  return db.selectFrom('accounts').selectAll().where('role', '=', 'owner').orderBy('id').limit(1).executeTakeFirst();
}

/** Its identifiers are free, as far as the transaction sees: where another one takes one meanwhile, it is to be done anew. */
export async function insertAccount(tx: Tx, values: Insertable<AccountsTable>): Promise<Account> {
  const account = await tx.insertInto('accounts').values(values).returningAll().executeTakeFirstOrThrow();
  await insertTerms(tx, account);
  return account;
}

/** Undefined where there is no such account. */
export async function updateAccount(
  tx: Tx,
  id: number,
  changes: AccountChanges,
  now: number,
): Promise<Account | undefined> {
  const before = await findAccount(tx, id);
  const after = await tx
    .updateTable('accounts')
    .set({ ...changes, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (before && after) await replaceTerms(tx, before, after);
  return after;
}

/** Undefined where the account is the last owner, or absent; then nothing is changed. */
export async function updateAccountUnlessLastOwner(
  tx: Tx,
  id: number,
  changes: Pick<AccountChanges, 'status' | 'role'>,
  now: number,
): Promise<Account | undefined> {
  await takeTurn(tx, ownersTurn);
  return tx
    .updateTable('accounts')
    .set({ ...changes, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where(anOwnerRemainsWithout(id))
    .returningAll()
    .executeTakeFirst();
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

/** A new password. False where another one stands by now; then nothing is changed. */
export async function exchangePassword(
  tx: Tx,
  id: number,
  { current, fresh, now }: { current: string; fresh: string; now: number },
): Promise<boolean> {
  const exchanged = await tx
    .updateTable('accounts')
    .set({ password_verifier: fresh, password_changed_at: now, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where('password_verifier', '=', current)
    .returning('id')
    .executeTakeFirst();
  return exchanged !== undefined;
}

/** Takes the phone from whoever never proved it: from an account that shows it, and from those on which it waits. */
export async function releaseUnprovedPhone(tx: Tx, e164: string, exceptId: number | null, now: number): Promise<void> {
  const others = tx.selectFrom('accounts').select('id').where('id', 'is distinct from', exceptId).$call(lockedIn(tx));
  const holders = others.where('phone', '=', e164).where('phone_verified_at', 'is', null);
  for (const { id } of await holders.execute()) await updateAccount(tx, id, { phone: null, phone_area: null }, now);
  const waiting = others.where('pending_phone', '=', e164);
  for (const { id } of await waiting.execute()) await updateAccount(tx, id, { pending_phone: null }, now);
}

/** The same for an e-mail. */
export async function releaseUnprovedEmail(tx: Tx, email: string, exceptId: number | null, now: number): Promise<void> {
  const others = tx.selectFrom('accounts').select('id').where('id', 'is distinct from', exceptId).$call(lockedIn(tx));
  const holders = others.where('email', '=', email).where('email_verified_at', 'is', null);
  for (const { id } of await holders.execute()) await updateAccount(tx, id, { email: null }, now);
  const waiting = others.where('pending_email', '=', email);
  for (const { id } of await waiting.execute()) await updateAccount(tx, id, { pending_email: null }, now);
}

/** False where the account is the last owner, or absent. */
export async function deleteAccountUnlessLastOwner(tx: Tx, id: number): Promise<boolean> {
  await takeTurn(tx, ownersTurn);
  const query = tx.deleteFrom('accounts').where('id', '=', id).where(anOwnerRemainsWithout(id));
  const deleted = await query.returningAll().executeTakeFirst();
  if (deleted) await deleteTerms(tx, deleted);
  return deleted !== undefined;
}

/** Owners leave one after another: of two at once neither would be the last. */
const ownersTurn = 'owners';

/** A part of the statement itself: of two owners who leave, one remains. */
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

/** The highest id that there is; 0 where there is none. */
export async function findNewestId(db: Db): Promise<number> {
  const newest = await db.selectFrom('accounts').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return newest?.id ?? 0;
}
