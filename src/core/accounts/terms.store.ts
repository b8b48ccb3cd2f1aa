import type { Tx } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
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
  const gone = [...old].filter((term) => !fresh.has(term));
  const come = [...fresh].filter((term) => !old.has(term));
  await deleteAll(tx, after.id, gone);
  await insertAll(tx, after.id, come);
}

/** Removes the terms of an account that is gone. */
export function deleteTerms(tx: Tx, account: Account): Promise<void> {
  return deleteAll(tx, account.id, [...termsOf(account)]);
}

function insertAll(tx: Tx, accountId: number, terms: readonly string[]): Promise<void> {
  return insertRows(
    tx,
    terms.map((term) => ({ term, account_id: accountId })),
  );
}

/** What is there already stays: older accounts get their terms in the background, beside changes to them. */
async function insertRows(tx: Tx, rows: ReadonlyArray<{ term: string; account_id: number }>): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insertInto('account_terms')
    .values(padded(rows))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function deleteAll(tx: Tx, accountId: number, terms: readonly string[]): Promise<void> {
  if (terms.length === 0) return;
  await tx.deleteFrom('account_terms').where('term', 'in', padded(terms)).where('account_id', '=', accountId).execute();
}

/**
 * Removes the first `most` terms, whosever they are; false where these were all. By their place and not by their number:
 * some may be removed by others at the same time.
 */
export async function deleteNextTerms(tx: Tx, most: number): Promise<boolean> {
  const last = await tx
    .selectFrom('account_terms')
    .select(['term', 'account_id'])
    .orderBy('term')
    .orderBy('account_id')
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
  await tx
    .deleteFrom('account_terms')
    .$if(last !== undefined, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('term', 'account_id'), '<=', eb.tuple(last?.term ?? '', last?.account_id ?? 0)),
      ),
    )
    .execute();
  return last !== undefined;
}

/** Puts the terms of the next `most` accounts beside them and answers the last one's id; undefined where none is left. */
export async function insertNextTerms(tx: Tx, afterId: number, most: number): Promise<number | undefined> {
  const accounts = await tx
    .selectFrom('accounts')
    .selectAll()
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(most)
    .$call(lockedIn(tx))
    .execute();
  const rows = accounts.flatMap((account) => [...termsOf(account)].map((term) => ({ term, account_id: account.id })));
  await insertRows(tx, rows);
  return accounts.at(-1)?.id;
}
