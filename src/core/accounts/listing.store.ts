import type { SelectQueryBuilder } from 'kysely';
import type { Db } from '../../db/database.ts';
import { padded } from '../../db/padded.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { AccountOrigin, AccountRole, AccountStatus, Schema } from '../../db/schema.ts';
import type { Account } from './account.ts';

/** The accounts of one status, role and origin: one stretch of an index, in the order of their creation. */
export interface Run {
  status: AccountStatus;
  role: AccountRole;
  origin: AccountOrigin;
}

/** An account's place in the order of creation. */
export interface CreationKey {
  created_at: number;
  id: number;
}

/** Moments from the first on, before the second. */
export interface Span {
  from: number;
  to: number;
}

type Direction = 'asc' | 'desc';
type KeyQuery = SelectQueryBuilder<Schema, 'accounts', CreationKey>;

const inOrder = (query: KeyQuery, direction: Direction): KeyQuery =>
  query.orderBy('created_at', direction).orderBy('id', direction).limit(1);
const within = (query: KeyQuery): KeyQuery => query.where('created_at', '>=', 0).where('created_at', '<', 0);
const ofOneMoment = (query: KeyQuery, direction: Direction): KeyQuery =>
  query.where('created_at', '=', 0).where('id', direction === 'asc' ? '>' : '<', 0);

const prepareKeys = (select: (db: Db) => KeyQuery) => {
  const prepare = (direction: Direction) => ({
    within: prepareQuery<CreationKey>((db) => inOrder(within(select(db)), direction)),
    ofOneMoment: prepareQuery<CreationKey>((db) => inOrder(ofOneMoment(select(db), direction), direction)),
  });
  return { asc: prepare('asc'), desc: prepare('desc') };
};

const selectKeys = (db: Db): KeyQuery => db.selectFrom('accounts').select(['created_at', 'id']);
const ofAll = prepareKeys(selectKeys);
const ofRun = prepareKeys((db) =>
  selectKeys(db).where('status', '=', 'active').where('role', '=', 'user').where('origin', '=', 'console'),
);

/**
 * At most `limit` places within the span and beyond a place, of all accounts or of one run. Two statements: SQLite would
 * go by the moment alone where both are compared at once, and through all accounts that one moment brought.
 */
export async function listKeys(
  db: Db,
  run: Run | undefined,
  range: Span & { beyond: CreationKey | undefined },
  direction: Direction,
  limit: number,
): Promise<CreationKey[]> {
  const { within, ofOneMoment } = (run ? ofRun : ofAll)[direction];
  const of = run ? [run.status, run.role, run.origin] : [];
  const { beyond } = range;
  let { from, to } = range;
  const keys: CreationKey[] = [];
  if (beyond && beyond.created_at >= from && beyond.created_at < to) {
    keys.push(...(await ofOneMoment(db, [...of, beyond.created_at, beyond.id, limit])));
    if (direction === 'asc') from = beyond.created_at + 1;
    else to = beyond.created_at;
  }
  if (keys.length < limit) keys.push(...(await within(db, [...of, from, to, limit - keys.length])));
  return keys;
}

/** The accounts that there are of these, in no order. */
export function findAccounts(db: Db, ids: readonly number[]): Promise<Account[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom('accounts').selectAll().where('id', 'in', padded(ids)).execute();
}
