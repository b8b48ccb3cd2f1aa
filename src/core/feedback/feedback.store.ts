import type { Insertable, Selectable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import type { FeedbackTable } from '../../db/schema.ts';
import type { Page } from '../paging.ts';

/** One account's feedback, as stored. */
export type FeedbackEntry = Selectable<FeedbackTable>;

/** Keeps a new feedback, unanswered. */
export function insertFeedback(db: Db, values: Insertable<FeedbackTable>): Promise<FeedbackEntry> {
  return db.insertInto('feedback').values(values).returningAll().executeTakeFirstOrThrow();
}

/** How many the account wrote. */
export function countFeedback(db: Db, accountId: number): Promise<number> {
  return countRows(db.selectFrom('feedback').where('account_id', '=', accountId));
}

/** Newest first. */
export function listFeedback(db: Db, accountId: number, page: Page): Promise<FeedbackEntry[]> {
  return db
    .selectFrom('feedback')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}

/** False where the account has no such feedback. Its replies go with it. */
export async function deleteFeedback(db: Db, accountId: number, id: number): Promise<boolean> {
  const result = await db
    .deleteFrom('feedback')
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
