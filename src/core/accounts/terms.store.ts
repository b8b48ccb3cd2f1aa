import type { Tx } from '../../db/database.ts';
import { padded } from '../../db/padded.ts';
import type { Account } from './account.ts';
import { type Findable, termsOf } from './account-terms.ts';

/** Puts the terms of a new account beside it. */
export function insertTerms(tx: Tx, account: Account): Promise<void> {
  return insertAll(tx, account.id, [...termsOf(account)]);
}

/** Brings the terms up to what the account is now. */
export async function replaceTerms(tx: Tx, before: Findable, after: Account): Promise<void> {
  const [old, fresh] = [termsOf(before), termsOf(after)];
  await deleteAll(tx, after.id, [...old.difference(fresh)]);
  await insertAll(tx, after.id, [...fresh.difference(old)]);
}

/** Removes the terms of an account that is gone. */
export function deleteTerms(tx: Tx, account: Account): Promise<void> {
  return deleteAll(tx, account.id, [...termsOf(account)]);
}

/** What is there already stays: older accounts get their terms in the background, beside changes to them. */
async function insertAll(tx: Tx, accountId: number, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return;
  await tx
    .insertInto('account_terms')
    .values(padded(terms).map((term) => ({ term, account_id: accountId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function deleteAll(tx: Tx, accountId: number, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return;
  await tx
    .deleteFrom('account_terms')
    .where('term', 'in', padded(terms))
    .where('account_id', '=', accountId)
    .execute();
}
