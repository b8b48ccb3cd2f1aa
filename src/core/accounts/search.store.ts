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

/** A stretch of the terms that begin with a word, in either direction; `from` is not part of it. */
export interface TermRange {
  word: string;
  from: TermKey | undefined;
  direction: 'asc' | 'desc';
}

/** An account with what it can be found by. */
export type Candidate = Findable & { id: number };

// No character sorts after it.
const lastCharacter = '\u{10ffff}';

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

const stretch = (db: Db, { word, from, direction }: TermRange) => {
  const query = db
    .selectFrom('account_terms')
    .where('term', '>=', word)
    .where('term', '<', word + lastCharacter)
    .orderBy('term', direction)
    .orderBy('account_id', direction);
  if (!from) return query;
  const beyond = direction === 'asc' ? '>' : '<';
  return query.where((eb) => eb(eb.refTuple('term', 'account_id'), beyond, eb.tuple(from.term, from.id)));
};

/** Where the stretch's first `most` terms end; undefined where it has fewer. */
export function findEnd(db: Db, range: TermRange, most: number): Promise<TermKey | undefined> {
  return stretch(db, range)
    .select(['term', 'account_id as id'])
    .offset(most - 1)
    .limit(1)
    .executeTakeFirst();
}

/** The accounts behind the stretch, up to `end`, that pass the filters: one for each term, in the stretch's order. */
export function listCandidates(
  db: Db,
  range: TermRange,
  end: TermKey | undefined,
  filters: AccountFilters,
): Promise<Array<Candidate & { term: string }>> {
  const within = range.direction === 'asc' ? '<=' : '>=';
  let query = stretch(db, range)
    // Crossed, so that the terms are gone through in their order whatever SQLite knows of the filters.
    .crossJoin('accounts')
    .whereRef('accounts.id', '=', 'account_terms.account_id')
    .where(passes(filters))
    .select(['account_terms.term', ...findable]);
  if (end) query = query.where((eb) => eb(eb.refTuple('term', 'account_id'), within, eb.tuple(end.term, end.id)));
  return query.execute();
}

/** How many terms begin with the word, at most `most`. */
export async function countTerms(db: Db, word: string, most: number): Promise<number> {
  const { total } = await db
    .selectFrom(
      stretch(db, { word, from: undefined, direction: 'asc' }).select(sql.lit(1).as('one')).limit(most).as('some'),
    )
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}

/** Those of the accounts that there are, in no order. */
export function findCandidates(db: Db, ids: readonly number[]): Promise<Candidate[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom('accounts').select(findable).where('id', 'in', padded(ids)).execute();
}

/** Whether there is such an account, and it passes the filters. */
export async function existsAmong(db: Db, id: number, filters: AccountFilters): Promise<boolean> {
  const query = db.selectFrom('accounts').select('accounts.id').where('accounts.id', '=', id).where(passes(filters));
  return (await query.executeTakeFirst()) !== undefined;
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
