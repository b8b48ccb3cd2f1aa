import type { Insertable, Selectable, Updateable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { LicencesTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One licence, as stored. */
export type Licence = Selectable<LicencesTable>;
/** New values of some columns. */
export type LicenceChanges = Updateable<LicencesTable>;

/** Undefined where the number is taken; then nothing is stored. */
export function insertLicence(db: Db, values: Insertable<LicencesTable>): Promise<Licence | undefined> {
  return db
    .insertInto('licences')
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Whatever its standing. */
export function findLicence(db: Db, id: number): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Whatever its standing. */
export function findLicenceByNumber(db: Db, number: string): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('number', '=', number).executeTakeFirst();
}

/** The licence bound to an account. */
export function findLicenceOf(db: Db, accountId: number): Promise<Licence | undefined> {
  return db.selectFrom('licences').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

/** Undefined where there is no such licence. */
export function updateLicence(db: Db, id: number, changes: LicenceChanges): Promise<Licence | undefined> {
  return db.updateTable('licences').set(changes).where('id', '=', id).returningAll().executeTakeFirst();
}

/** Succeeds where the licence is nobody's or the account's already, and the account has no other. */
export function bindLicence(db: Db, id: number, accountId: number, now: number): Promise<Licence | undefined> {
  return db
    .updateTable('licences')
    .set((eb) => ({ account_id: accountId, effect_at: eb.fn.coalesce('effect_at', eb.val(now)) }))
    .where('id', '=', id)
    .where((eb) => eb.or([eb('account_id', 'is', null), eb('account_id', '=', accountId)]))
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('licences as others')
            .select('others.id')
            .where('others.account_id', '=', accountId)
            .where('others.id', '!=', id),
        ),
      ),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Bound or not, whatever their standing. */
export function countLicences(db: Db): Promise<number> {
  return countRows(db.selectFrom('licences'));
}

/** Newest first. */
export function listLicences(db: Db, page: Page): Promise<Licence[]> {
  return db.selectFrom('licences').selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute();
}
