import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { CannedAnswersTable } from '../../db/schema.ts';

/** One canned answer, as stored. */
export type CannedAnswer = Selectable<CannedAnswersTable>;

/** Keeps a new one. */
export function insertCannedAnswer(db: Db, values: Insertable<CannedAnswersTable>): Promise<CannedAnswer> {
  return db.insertInto('canned_answers').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Undefined where there is none of that id. */
export function findCannedAnswer(db: Db, id: number): Promise<CannedAnswer | undefined> {
  return db.selectFrom('canned_answers').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** Oldest first, so that they keep their places in a menu. */
export function listCannedAnswers(db: Db, afterId: number, limit: number): Promise<CannedAnswer[]> {
  return db.selectFrom('canned_answers').selectAll().where('id', '>', afterId).orderBy('id').limit(limit).execute();
}

/** Undefined where there is none of that id. */
export function updateCannedAnswer(
  db: Db,
  id: number,
  columns: Updateable<CannedAnswersTable>,
  now: number,
): Promise<CannedAnswer | undefined> {
  return db
    .updateTable('canned_answers')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Does nothing where there is none of that id. */
export async function deleteCannedAnswer(db: Db, id: number): Promise<void> {
  await db.deleteFrom('canned_answers').where('id', '=', id).execute();
}
