import type { Insertable, Selectable, Updateable } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { prepareLookup } from '../../db/lookup.ts';
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

/** In their order. Their numbers are free, as far as the transaction sees: where another one takes one meanwhile, it is to be done anew. */
export async function insertLicences(db: Db, rows: ReadonlyArray<Insertable<LicencesTable>>): Promise<Licence[]> {
  const made: Licence[] = [];
  for (let start = 0; start < rows.length; start += rowsAtOnce) {
    const insert = db.insertInto('licences').values(rows.slice(start, start + rowsAtOnce));
    made.push(...(await insert.returningAll().execute()));
  }
  return made;
}

/** Whatever its state. */
export function findLicence(db: Db, id: number): Promise<NamedLicence | undefined> {
  return selectNamed(db).where('licences.id', '=', id).$call(lockedIn(db, 'licences')).executeTakeFirst();
}

/** Whatever its state. */
export function findLicenceByNumber(db: Db, number: string): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('number', '=', number).$call(lockedIn(db)).executeTakeFirst();
}

/** Which of these numbers exist. */
export async function findTakenNumbers(db: Db, numbers: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await db.selectFrom('licences').select('number').where('number', 'in', numbers).execute();
  return new Set(rows.map((row) => row.number));
}

const lookUpOf = prepareLookup<Licence, 'licences'>({
  select: (db) => db.selectFrom('licences').selectAll(),
  column: 'licences.account_id',
  keyOf: (row) => row.account_id,
});

/** The licence bound to an account. */
export function findLicenceOf(db: Db, accountId: number): Promise<Licence | undefined> {
  return lookUpOf(db, [accountId]);
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

/** Licences with what their accounts are called: what every reading of them begins with. */
export function selectNamed(db: Db) {
  return db
    .selectFrom('licences')
    .leftJoin('accounts', 'accounts.id', 'licences.account_id')
    .selectAll('licences')
    .select(accountName('accounts').as('account_name'));
}
