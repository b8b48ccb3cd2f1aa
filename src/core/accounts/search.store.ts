import { type ExpressionBuilder, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { padded } from '../../db/padded.ts';
import type { Schema } from '../../db/schema.ts';
import type { AccountFilters } from './account-query.ts';
import type { Findable } from './account-terms.ts';

/** A place among the terms. */
export interface TermKey {
  term: string;
  id: number;
}

/**
 * A stretch of the terms; neither bound is part of it. One bound on each side and no more: of two SQLite would go by one
 * and read past the other.
 */
export interface TermRange {
  after: TermKey;
  before: TermKey;
}

/** An account with what it can be found by. */
export type Candidate = Findable & { id: number };

const findable = [
  'accounts.id',
  'accounts.handle',
  'accounts.phone',
  'accounts.phone_area',
  'accounts.pending_phone',
  'accounts.email',
  'accounts.pending_email',
  'accounts.display_name',
  'accounts.real_name',
] as const;

/** The stretch of all terms that begin with the word. */
export function beginningWith(word: string): TermRange {
  // No character sorts after it.
  return { after: { term: word, id: 0 }, before: { term: `${word}\u{10ffff}`, id: 0 } };
}

const within = (db: Db, { after, before }: TermRange) =>
  db
    .selectFrom('account_terms')
    .where((eb) => eb(eb.refTuple('term', 'account_id'), '>', eb.tuple(after.term, after.id)))
    .where((eb) => eb(eb.refTuple('term', 'account_id'), '<', eb.tuple(before.term, before.id)));

const inOrder = (db: Db, range: TermRange, direction: 'asc' | 'desc') =>
  within(db, range).orderBy('term', direction).orderBy('account_id', direction);

/** Where the stretch's first `most` terms end; undefined where it has fewer. */
export function findEnd(
  db: Db,
  range: TermRange,
  direction: 'asc' | 'desc',
  most: number,
): Promise<TermKey | undefined> {
  return inOrder(db, range, direction)
    .select(['term', 'account_id as id'])
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
}

/** The accounts behind the stretch that pass the filters: one for each term, in the stretch's order. */
export function listCandidates(
  db: Db,
  range: TermRange,
  direction: 'asc' | 'desc',
  filters: AccountFilters,
): Promise<Array<Candidate & { term: string }>> {
  return (
    inOrder(db, range, direction)
      // Crossed, so that the terms are gone through in their order whatever SQLite knows of the filters.
      .crossJoin('accounts')
      .whereRef('accounts.id', '=', 'account_terms.account_id')
      .where(passes(filters))
      .select(['account_terms.term', ...findable])
      .execute()
  );
}

/** How many terms begin with the word, at most `most`. */
export async function countTerms(db: Db, word: string, most: number): Promise<number> {
  const some = within(db, beginningWith(word)).select(sql.lit(1).as('one')).limit(most);
  const { total } = await db
    .selectFrom(some.as('some'))
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Those of the accounts that there are, in no order. */
export function findCandidates(db: Db, ids: readonly number[]): Promise<Candidate[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom('accounts').select(findable).where('id', 'in', padded(ids)).execute();
}

/** The id of that one account, where there is one and it passes the filters. */
export async function findAmong(
  db: Db,
  key: { id: number } | { openid: string },
  filters: AccountFilters,
): Promise<number | undefined> {
  const passing = db.selectFrom('accounts').select('accounts.id').where(passes(filters));
  const one = 'id' in key ? passing.where('accounts.id', '=', key.id) : passing.where('openid', '=', key.openid);
  return (await one.executeTakeFirst())?.id;
}

function passes({ statuses, roles, origins, createdFrom, createdTo }: AccountFilters) {
  return (eb: ExpressionBuilder<Schema, 'accounts'>) =>
    eb.and([
      ...(statuses?.length ? [eb('accounts.status', 'in', statuses)] : []),
      ...(roles?.length ? [eb('accounts.role', 'in', roles)] : []),
      ...(origins?.length ? [eb('accounts.origin', 'in', origins)] : []),
      ...(createdFrom === undefined ? [] : [eb('accounts.created_at', '>=', createdFrom)]),
      ...(createdTo === undefined ? [] : [eb('accounts.created_at', '<', createdTo)]),
    ]);
}
