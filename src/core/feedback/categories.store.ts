import type { Insertable, Selectable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { FeedbackCategoriesTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** What feedback can be about, as stored. */
export type FeedbackCategory = Selectable<FeedbackCategoriesTable>;

/** Undefined where the name is taken. */
export function insertCategory(
  db: Db,
  values: Insertable<FeedbackCategoriesTable>,
): Promise<FeedbackCategory | undefined> {
  return db
    .insertInto('feedback_categories')
    .values(values)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returningAll()
    .executeTakeFirst();
}

/** Undefined where there is none of that id. */
export function findCategory(db: Db, id: number): Promise<FeedbackCategory | undefined> {
  return db.selectFrom('feedback_categories').selectAll().where('id', '=', id).executeTakeFirst();
}

/** How many there are. */
export function countCategories(db: Db): Promise<number> {
  return countRows(db.selectFrom('feedback_categories'));
}

/** Newest first. */
export function listCategories(db: Db, page: Page): Promise<FeedbackCategory[]> {
  return db
    .selectFrom('feedback_categories')
    .selectAll()
    .orderBy('id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}
