import type { Insertable, Selectable, Updateable } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import type { Db } from '../../db/database.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { LicencesTable } from '../../db/schema.ts';

/** One licence, as stored. */
export type Licence = Selectable<LicencesTable>;
/** With what its account is called. */
export type NamedLicence = Licence & { account_name: string | null };
/** New values of some columns. */
export type LicenceColumns = Updateable<LicencesTable>;

/** The row that was read, and when it is changed. */
interface Seen {
  licence: Licence;
  now: number;
}

// Few enough for one statement to be short, and for its text to be worth keeping.
const rowsAtOnce = 100;

/** Those whose number was free, in their order. */
export async function insertLicences(db: Db, rows: ReadonlyArray<Insertable<LicencesTable>>): Promise<Licence[]> {
  const made: Licence[] = [];
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const insert = db.insertInto('licences').values(rows.slice(start, start + rowsAtOnce));
    made.push(
      ...(await insert
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .execute()),
    );
  }
  return made;
}

/** Whatever its state. */
export function findLicence(db: Db, id: number): Promise<NamedLicence | undefined> {
  return selectNamed(db).where('licences.id', '=', id).executeTakeFirst();
}

/** Whatever its state. */
export function findLicenceByNumber(db: Db, number: string): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('number', '=', number).executeTakeFirst();
}

/** Which of these numbers exist. */
export async function findTakenNumbers(db: Db, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('licences').select('number').where('number', 'in', numbers).execute();
  return new Set(rows.map((row) => row.number));
}

/** The licence bound to an account. */
export function findLicenceOf(db: Db, accountId: number): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/** Undefined where the row is another by now. */
export function updateLicence(db: Db, seen: Seen, columns: LicenceColumns): Promise<Licence | undefined> {
  return updateSeen(db, seen).set(columns).returningAll().executeTakeFirst();
}

/** The same; also undefined where the licence is another account's, or the account has another. */
export function bindLicence(db: Db, seen: Seen, accountId: number): Promise<Licence | undefined> {
  return updateSeen(db, seen)
    .set((eb) => ({ account_id: accountId, effect_at: eb.fn.coalesce('effect_at', eb.val(seen.now)) }))
    .where((eb) => eb.or([eb('account_id', 'is', null), eb('account_id', '=', accountId)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('licences as others')
            .select('others.id')
            .where('others.account_id', '=', accountId)
            .where('others.id', '!=', seen.licence.id),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst();
}

function updateSeen(db: Db, { licence, now }: Seen) {
  return db
    .updateTable('licences')
    .set({ updated_at: nextVersion(now) })
    .where('id', '=', licence.id)
    .where('updated_at', '=', licence.updated_at);
}

/** Where a licence is in its life: each is in one state. `upcoming`: bound, and not in effect yet. */
export type LicenceState = 'unbound' | 'upcoming' | 'active' | 'expired' | 'revoked';

/** Which licences are meant, at a time. */
export interface LicenceFilter {
  state?: LicenceState | undefined;
  /** Those that end before it. */
  expiresBefore?: number | undefined;
  now: number;
}

type LicenceQuery = ReturnType<typeof selectNamed>;

/** Newest first, of those with ids from `from` to before `before`. */
export function listLicencesById(
  db: Db,
  filter: LicenceFilter,
  { from, before, limit }: { from: number; before: number; limit: number },
): Promise<NamedLicence[]> {
  return select(db, filter)
    .where('licences.id', '>=', from)
    .where('licences.id', '<', before)
    .orderBy('licences.id', 'desc')
    .limit(limit)
    .execute();
}

/** Of those whose number begins so, in the order of the numbers. */
export function listLicencesByNumber(
  db: Db,
  filter: LicenceFilter,
  { prefix, after, limit }: { prefix: string; after: string | undefined; limit: number },
): Promise<NamedLicence[]> {
  const matching = select(db, filter).where('number', '>=', prefix).where('number', '<', `${prefix}\u{10ffff}`);
  const rest = after === undefined ? matching : matching.where('number', '>', after);
  return rest.orderBy('number').limit(limit).execute();
}

/** Of those that end at all, the soonest first. */
export function listLicencesByExpiry(
  db: Db,
  filter: LicenceFilter,
  { after, limit }: { after: Pick<Licence, 'expires_at' | 'id'> | undefined; limit: number },
): Promise<NamedLicence[]> {
  const ending = select(db, filter).where('expires_at', 'is not', null);
  const rest = after
    ? ending.where((eb) => eb(eb.refTuple('expires_at', 'licences.id'), '>', eb.tuple(after.expires_at, after.id)))
    : ending;
  return rest.orderBy('expires_at').orderBy('licences.id').limit(limit).execute();
}

/** 0 where there is none. */
export async function findNewestLicenceId(db: Db): Promise<number> {
  const newest = await db.selectFrom('licences').select('id').orderBy('id', 'desc').limit(1).executeTakeFirst();
  return newest?.id ?? 0;
}

function select(db: Db, { state, expiresBefore, now }: LicenceFilter): LicenceQuery {
  const all = selectNamed(db);
  const ofState = state === undefined ? all : whereState(all, state, now);
  return expiresBefore === undefined ? ofState : ofState.where('expires_at', '<', expiresBefore);
}

function selectNamed(db: Db) {
  return db
    .selectFrom('licences')
    .leftJoin('accounts', 'accounts.id', 'licences.account_id')
    .selectAll('licences')
    .select(accountName('accounts').as('account_name'));
}

function whereState(query: LicenceQuery, state: LicenceState, now: number): LicenceQuery {
  if (state === 'revoked') return query.where('revoked_at', 'is not', null);
  const kept = query.where('revoked_at', 'is', null);
  if (state === 'expired') return kept.where('expires_at', '<=', now);
  const live = kept.where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]));
  if (state === 'unbound') return live.where('account_id', 'is', null);
  const bound = live.where('account_id', 'is not', null);
  if (state === 'upcoming') return bound.where('effect_at', '>', now);
  return bound.where((eb) => eb.or([eb('effect_at', 'is', null), eb('effect_at', '<=', now)]));
}
