import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';

/** Undefined where it was never put. */
export async function findSetting(db: Db, name: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', name)
    .$call(lockedIn(db))
    .executeTakeFirst();
  return row?.value;
}

/** Puts a value, whatever stood there. */
export async function upsertSetting(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

/** Succeeds once for each name. */
export async function insertSetting(db: Db, name: string, value: string): Promise<boolean> {
  const result = await db
    .insertInto('settings')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False, and nothing changed, where another value stands by now. */
export async function replaceSetting(db: Db, name: string, current: string, fresh: string): Promise<boolean> {
  const result = await db
    .updateTable('settings')
    .set({ value: fresh })
    .where('name', '=', name)
    .where('value', '=', current)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Does nothing where there is none. */
export async function deleteSetting(db: Db, name: string): Promise<void> {
  await db.deleteFrom('settings').where('name', '=', name).execute();
}
