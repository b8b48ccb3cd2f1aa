import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { FaqsTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One question with its answer, as stored. */
export type FaqEntry = Selectable<FaqsTable>;
/** A category with how many questions are in it. */
export interface FaqCategory {
  name: string;
  entries: number;
}

/** Keeps a new question, before all others. */
export function insertFaq(db: Db, values: Omit<Insertable<FaqsTable>, 'position'>): Promise<FaqEntry> {
  return db
    .insertInto('faqs')
    .values({ ...values, position: sql<number>`(select coalesce(max(position), 0) + 1 from faqs)` })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Undefined where there is none of that id. */
export function findFaq(db: Db, id: number): Promise<FaqEntry | undefined> {
  return db.selectFrom('faqs').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** How many there are. */
export function countFaqs(db: Db): Promise<number> {
  return countRows(db.selectFrom('faqs'));
}

/** In the order that operators gave them: newest first where they gave none. */
export function listFaqs(db: Db, page: Page): Promise<FaqEntry[]> {
  return db.selectFrom('faqs').selectAll().orderBy('position', 'desc').offset(page.offset).limit(page.limit).execute();
}

/** The same after a position, of all categories or of one. */
export function listFaqsAfter(
  db: Db,
  page: { position: number | undefined; category: string | undefined; limit: number },
): Promise<FaqEntry[]> {
  const { position, category, limit } = page;
  return db
    .selectFrom('faqs')
    .selectAll()
    .$if(category !== undefined, (query) => query.where('category', '=', category as string))
    .$if(position !== undefined, (query) => query.where('position', '<', position as number))
    .orderBy('position', 'desc')
    .limit(limit)
    .execute();
}

/** Undefined where there is none of that id. */
export function updateFaq(
  db: Db,
  id: number,
  columns: Updateable<FaqsTable>,
  now: number,
): Promise<FaqEntry | undefined> {
  return db
    .updateTable('faqs')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** Does nothing where there is none of that id. */
export async function deleteFaq(db: Db, id: number): Promise<void> {
  await db.deleteFrom('faqs').where('id', '=', id).execute();
}

/** The positions of those that there are. */
export function findPositions(db: Db, ids: readonly number[]): Promise<Array<{ id: number; position: number }>> {
  return db.selectFrom('faqs').select(['id', 'position']).where('id', 'in', ids).execute();
}

/** Another place in the list, which is no change of the question: its version stays. */
export async function setPosition(db: Db, id: number, position: number): Promise<void> {
  await db.updateTable('faqs').set({ position }).where('id', '=', id).execute();
}

/** By name; at most 500. */
export function listCategories(db: Db): Promise<FaqCategory[]> {
  return db
    .selectFrom('faqs')
    .select((eb) => ['category as name', eb.fn.countAll<number>().as('entries')])
    .groupBy('category')
    .orderBy('category')
    .limit(500)
    .execute();
}

/** Answers how many questions moved. */
export async function moveCategory(db: Db, from: string, to: string, now: number): Promise<number> {
  const result = await db
    .updateTable('faqs')
    .set({ category: to, updated_at: nextVersion(now) })
    .where('category', '=', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
