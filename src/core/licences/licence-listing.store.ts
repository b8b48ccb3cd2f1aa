import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { unindexed } from '../../db/unindexed.ts';
import { type Licence, type NamedLicence, selectNamed } from './licences.store.ts';

/** Where a licence is in its life: each is in one state. `upcoming`: bound, and not in effect yet. */
export type LicenceState = 'unbound' | 'upcoming' | 'active' | 'expired' | 'revoked';

/** Which licences are meant, at a time. */
export interface LicenceFilter {
  state?: LicenceState | undefined;
  /** Those that end before it. */
  expiresBefore?: number | undefined;
  now: number;
}

/** When a licence ends, and which it is: where it stands among those that end. */
export interface Ending {
  expires_at: number;
  id: number;
}

/** Newest first, of those with ids from `from` to before `before`. */
export function listById(
  db: Db,
  filter: LicenceFilter,
  { from, before, limit }: { from: number; before: number; limit: number },
): Promise<NamedLicence[]> {
  return selectNamed(db)
    .where('licences.id', '>=', from)
    .where('licences.id', '<', before)
    .where(isMeant(filter))
    .orderBy('licences.id', 'desc')
    .limit(limit)
    .execute();
}

/** 0 where there is none. */
export async function findNewestId(db: Db): Promise<number> {
  const newest = await db.selectFrom('licences').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return newest?.id ?? 0;
}

/** In the order of the numbers, of those that begin with `prefix` and lie after `after`, up to `through`. */
export function listByNumber(
  db: Db,
  filter: LicenceFilter,
  { prefix, after, through, limit }: { prefix: string; after: string; through: string | undefined; limit: number },
): Promise<NamedLicence[]> {
  return (
    selectNamed(db)
      // Of two bounds on one side SQLite goes by the first, and reads all that lies between them.
      .$if(!after.startsWith(prefix), (query) => query.where('number', '>=', prefix))
      .where('number', '>', after)
      .where('number', '<=', through ?? endOf(prefix))
      .where(isMeant(filter))
      .orderBy('number')
      .limit(limit)
      .execute()
  );
}

/** The number that is so many places after `after`, of those that begin with `prefix`. */
export async function findNumberAfter(db: Db, prefix: string, after: string, places: number) {
  const found = await db
    .selectFrom('licences')
    .select('number')
    .$if(!after.startsWith(prefix), (query) => query.where('number', '>=', prefix))
    .where('number', '>', after)
    .where('number', '<', endOf(prefix))
    .orderBy('number')
    .limit(1)
    .offset(places - 1)
    .executeTakeFirst();
  return found?.number;
}

/** The soonest first, of those that end after `after`, up to `through` and before the filter's time. */
export function listByEnding(
  db: Db,
  filter: LicenceFilter & { expiresBefore: number },
  { after, through, limit }: { after: Ending; through: Ending | undefined; limit: number },
): Promise<NamedLicence[]> {
  return selectNamed(db)
    .where((eb) => eb(eb.refTuple('expires_at', 'licences.id'), '>', eb.tuple(after.expires_at, after.id)))
    .$if(through !== undefined, (query) =>
      query.where((eb) =>
        eb(eb.refTuple('expires_at', 'licences.id'), '<=', eb.tuple(through?.expires_at ?? 0, through?.id ?? 0)),
      ),
    )
    .where('expires_at', '<', filter.expiresBefore)
    .where(isMeant(filter))
    .orderBy('expires_at')
    .orderBy('licences.id')
    .limit(limit)
    .execute();
}

/** The ending that is so many places after `after`. */
export async function findEndingAfter(db: Db, after: Ending, before: number, places: number) {
  const found = await db
    .selectFrom('licences')
    .select(['expires_at', 'id'])
    .where((eb) => eb(eb.refTuple('expires_at', 'id'), '>', eb.tuple(after.expires_at, after.id)))
    .where('expires_at', '<', before)
    .orderBy('expires_at')
    .orderBy('id')
    .limit(1)
    .offset(places - 1)
    .executeTakeFirst();
  return found as Ending | undefined;
}

/** After every text that begins so. */
const endOf = (prefix: string): string => `${prefix}\u{10ffff}`;

// By no index of theirs: the one of the order is always the right one.
const [revokedAt, expiresAt, accountId, effectAt] = (
  ['revoked_at', 'expires_at', 'account_id', 'effect_at'] satisfies Array<keyof Licence>
).map((column) => unindexed(`licences.${column}`)) as Column[] as [Column, Column, Column, Column];
type Column = RawBuilder<unknown>;

function isMeant({ state, expiresBefore, now }: LicenceFilter): RawBuilder<SqlBool> {
  const ofState = state === undefined ? sql<SqlBool>`true` : isInState(state, now);
  return expiresBefore === undefined ? ofState : sql`${ofState} and ${expiresAt} < ${expiresBefore}`;
}

/** As `stateOf` judges. */
function isInState(state: LicenceState, now: number): RawBuilder<SqlBool> {
  if (state === 'revoked') return sql`${revokedAt} is not null`;
  if (state === 'expired') return sql`${revokedAt} is null and ${expiresAt} <= ${now}`;
  const live = sql`${revokedAt} is null and (${expiresAt} is null or ${expiresAt} > ${now})`;
  if (state === 'unbound') return sql`${live} and ${accountId} is null`;
  const bound = sql`${live} and ${accountId} is not null`;
  if (state === 'upcoming') return sql`${bound} and ${effectAt} > ${now}`;
  return sql`${bound} and (${effectAt} is null or ${effectAt} <= ${now})`;
}
