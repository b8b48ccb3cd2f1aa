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

/** A stretch of that order: neither bound is part of it. */
export interface CreationRange {
  after: CreationKey;
  before: CreationKey;
}

type KeyQuery = SelectQueryBuilder<Schema, 'accounts', CreationKey>;

const noKey: CreationKey = { created_at: 0, id: 0 };

const keysBetween = (query: KeyQuery, direction: 'asc' | 'desc'): KeyQuery =>
  query
    .where((eb) => eb(eb.refTuple('created_at', 'id'), '>', eb.tuple(noKey.created_at, noKey.id)))
    .where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(noKey.created_at, noKey.id)))
    .orderBy('created_at', direction)
    .orderBy('id', direction)
    .limit(1);

const selectKeys = (db: Db): KeyQuery => db.selectFrom('accounts').select(['created_at', 'id']);
const selectRun = (db: Db): KeyQuery =>
  selectKeys(db).where('status', '=', 'active').where('role', '=', 'user').where('origin', '=', 'console');

const allKeys = {
  asc: prepareQuery<CreationKey>((db) => keysBetween(selectKeys(db), 'asc')),
  desc: prepareQuery<CreationKey>((db) => keysBetween(selectKeys(db), 'desc')),
};
const runKeys = {
  asc: prepareQuery<CreationKey>((db) => keysBetween(selectRun(db), 'asc')),
  desc: prepareQuery<CreationKey>((db) => keysBetween(selectRun(db), 'desc')),
};

/** At most `limit` places within the range, of all accounts or of one run, in either direction. */
export function listKeys(
  db: Db,
  run: Run | undefined,
  { after, before }: CreationRange,
  direction: 'asc' | 'desc',
  limit: number,
): Promise<CreationKey[]> {
  const bounds = [after.created_at, after.id, before.created_at, before.id, limit];
  if (!run) return allKeys[direction](db, bounds);
  return runKeys[direction](db, [run.status, run.role, run.origin, ...bounds]);
}

/** The accounts that there are of these, in no order. */
export function findAccounts(db: Db, ids: readonly number[]): Promise<Account[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return db.selectFrom('accounts').selectAll().where('id', 'in', padded(ids)).execute();
}
