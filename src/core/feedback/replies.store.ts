import type { Insertable, Selectable } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import type { FeedbackRepliesTable } from '../../db/schema.ts';

/** One operator's reply, as stored. */
export type FeedbackReply = Selectable<FeedbackRepliesTable>;

/** Keeps a new reply, unread. */
export function insertReply(db: Db, values: Insertable<FeedbackRepliesTable>): Promise<FeedbackReply> {
  return db.insertInto('feedback_replies').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Undefined where the account has no such feedback, or it has no reply. */
export function findNewestReply(db: Db, accountId: number, feedbackId: number): Promise<FeedbackReply | undefined> {
  return db
    .selectFrom('feedback_replies')
    .selectAll()
    .where('feedback_id', '=', feedbackId)
    .where('account_id', '=', accountId)
    .orderBy('id', 'desc')
    .limit(1)
    .$call(lockedIn(db))
    .executeTakeFirst();
}

/** All replies to one feedback of the account. */
export async function markRepliesRead(db: Db, accountId: number, feedbackId: number): Promise<void> {
  await db
    .updateTable('feedback_replies')
    .set({ is_read: 1 })
    .where('feedback_id', '=', feedbackId)
    .where('account_id', '=', accountId)
    .where('is_read', '=', 0)
    .execute();
}

/** Over all feedback of the account. */
export function countUnreadReplies(db: Db, accountId: number): Promise<number> {
  return countRows(db.selectFrom('feedback_replies').where('account_id', '=', accountId).where('is_read', '=', 0));
}
