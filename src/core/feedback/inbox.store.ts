import { type Selectable, type SqlBool, sql } from 'kysely';
import { accountName } from '../../db/account-name.ts';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { FeedbackTable } from '../../db/schema.ts';
import { unindexed } from '../../db/unindexed.ts';
import type { FeedbackReply } from './replies.store.ts';

/** Feedback as operators see it; null where the account is gone or there is no category. */
export type InboxEntry = Selectable<FeedbackTable> & { author_name: string | null; category_name: string | null };
/** A reply with the name of the operator; null where that account is gone. */
export type SignedReply = FeedbackReply & { manager_name: string | null };

/** What an operator wants to see. */
export interface InboxFilter {
  /** 0 open, 1 answered. */
  status?: 0 | 1 | undefined;
  /** Null: without one. */
  categoryId?: number | null | undefined;
  accountId?: number | undefined;
}

/** A part of the inbox: what was seen or what was not, newest first. */
export interface InboxRange {
  isSeen: 0 | 1;
  beforeId: number | undefined;
  limit: number;
}

/** Newest first. */
export function listRange(db: Db, filter: InboxFilter, range: InboxRange): Promise<InboxEntry[]> {
  return rangeQuery(db, filter, range).execute();
}

/** What `listRange` asks; tests look at how the database goes about it. */
export function rangeQuery(db: Db, filter: InboxFilter, { isSeen, beforeId, limit }: InboxRange) {
  const { accountId, status, categoryId } = filter;
  return withNames(db)
    .$if(accountId !== undefined, (query) => query.where('feedback.account_id', '=', accountId as number))
    .where(matches(filter, 'is_seen', isSeen))
    .$if(status !== undefined, (query) => query.where(matches(filter, 'status', status as number)))
    .$if(categoryId !== undefined, (query) => query.where(matches(filter, 'category_id', categoryId as number | null)))
    .$if(beforeId !== undefined, (query) => query.where('feedback.id', '<', beforeId as number))
    .orderBy('feedback.id', 'desc')
    .limit(limit);
}

/**
 * One account's feedback is few: the database is to go through it by the account's own index, and not through
 * everybody's open feedback in search of the account.
 */
function matches({ accountId }: InboxFilter, column: 'is_seen' | 'status' | 'category_id', value: number | null) {
  const side = accountId === undefined ? sql.ref(`feedback.${column}`) : unindexed(`feedback.${column}`);
  return value === null ? sql<SqlBool>`${side} is null` : sql<SqlBool>`${side} = ${value}`;
}

/** Undefined where there is none of that id. */
export function findInboxEntry(db: Db, id: number): Promise<InboxEntry | undefined> {
  return withNames(db).where('feedback.id', '=', id).$call(lockedIn(db, 'feedback')).executeTakeFirst();
}

function withNames(db: Db) {
  return db
    .selectFrom('feedback')
    .leftJoin('accounts', 'accounts.id', 'feedback.account_id')
    .leftJoin('feedback_categories', 'feedback_categories.id', 'feedback.category_id')
    .selectAll('feedback')
    .select([accountName('accounts').as('author_name'), 'feedback_categories.name as category_name']);
}

/** Oldest first; of more than `most`, the newest. */
export async function listReplies(db: Db, feedbackId: number, most: number): Promise<SignedReply[]> {
  const replies = await db
    .selectFrom('feedback_replies')
    .leftJoin('accounts', 'accounts.id', 'feedback_replies.manager_id')
    .selectAll('feedback_replies')
    .select(accountName('accounts').as('manager_name'))
    .where('feedback_replies.feedback_id', '=', feedbackId)
    .orderBy('feedback_replies.id', 'desc')
    .limit(most)
    .execute();
  return replies.reverse();
}

/** Answered, and so seen. Undefined where there is no such feedback. */
export function markAnswered(db: Db, id: number, now: number): Promise<Selectable<FeedbackTable> | undefined> {
  return db
    .updateTable('feedback')
    .set({ status: 1, is_seen: 1, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
}

/** No change that its author is told of: the version stays. False where it was so already, or there is none. */
export async function markSeen(db: Db, id: number, isSeen: 0 | 1): Promise<boolean> {
  const result = await db
    .updateTable('feedback')
    .set({ is_seen: isSeen })
    .where('id', '=', id)
    .where('is_seen', '!=', isSeen)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** How much nobody has opened, counted up to a limit. */
export async function countUnseen(db: Db, most: number): Promise<number> {
  const unseen = db.selectFrom('feedback').select('id').where('is_seen', '=', 0).limit(most);
  const { total } = await db
    .selectFrom(unseen.as('unseen'))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
}
