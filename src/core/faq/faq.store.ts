import type { Insertable, Selectable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { FaqsTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One question with its answer, as stored. */
export type FaqEntry = Selectable<FaqsTable>;

/** Keeps a new question. */
export function insertFaq(db: Db, values: Insertable<FaqsTable>): Promise<FaqEntry> {
  return db.insertInto('faqs').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Undefined where there is none of that id. */
export function findFaq(db: Db, id: number): Promise<FaqEntry | undefined> {
  return db.selectFrom('faqs').selectAll().where('id', '=', id).executeTakeFirst();
}

/** How many there are. */
export function countFaqs(db: Db): Promise<number> {
  return countRows(db.selectFrom('faqs'));
}

/** Newest first. */
export function listFaqs(db: Db, page: Page): Promise<FaqEntry[]> {
  return db.selectFrom('faqs').selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute();
}
