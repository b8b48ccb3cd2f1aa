import type { Insertable, Selectable, Updateable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
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
  return db.selectFrom('feedback_categories').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** Undefined where there is none of that name. */
export function findCategoryByName(db: Db, name: string): Promise<FeedbackCategory | undefined> {
  return db.selectFrom('feedback_categories').selectAll().where('name', '=', name).executeTakeFirst();
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

/** A category with how much feedback is filed under it, counted up to a limit. */
export type UsedCategory = FeedbackCategory & { uses: number };

/** Newest first, each with its uses up to `mostUses`. */
export function listUsedCategories(
  db: Db,
  page: { beforeId: number | undefined; limit: number; mostUses: number },
): Promise<UsedCategory[]> {
  return withUses(db, page.mostUses)
    .$if(page.beforeId !== undefined, (query) => query.where('feedback_categories.id', '<', page.beforeId as number))
    .orderBy('feedback_categories.id', 'desc')
    .limit(page.limit)
    .execute();
}

/** Undefined where there is none of that id. */
export function findUsedCategory(db: Db, id: number, mostUses: number): Promise<UsedCategory | undefined> {
  return withUses(db, mostUses).where('feedback_categories.id', '=', id).executeTakeFirst();
}

function withUses(db: Db, mostUses: number) {
  return db
    .selectFrom('feedback_categories')
    .selectAll()
    .select((eb) =>
      eb
        .selectFrom(
          eb
            .selectFrom('feedback')
            .select('feedback.id')
            .whereRef('feedback.category_id', '=', 'feedback_categories.id')
            .limit(mostUses)
            .as('filed'),
        )
        .select((inner) => inner.fn.countAll<number>().as('uses'))
        .$asScalar()
        .$notNull()
        .as('uses'),
    );
}

/** Undefined where there is none of that id. */
export function updateCategory(
  db: Db,
  id: number,
  columns: Updateable<FeedbackCategoriesTable>,
  now: number,
): Promise<FeedbackCategory | undefined> {
  return db
    .updateTable('feedback_categories')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Takes feedback out of the category, at most so much at once; answers how much. */
export async function unfileFeedback(db: Db, categoryId: number, most: number): Promise<number> {
  const result = await db
    .updateTable('feedback')
    .set({ category_id: null })
    .where('id', 'in', (eb) => eb.selectFrom('feedback').select('id').where('category_id', '=', categoryId).limit(most))
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** What is filed under it keeps no category. */
export async function deleteCategory(db: Db, id: number): Promise<void> {
  await db.deleteFrom('feedback_categories').where('id', '=', id).execute();
}
