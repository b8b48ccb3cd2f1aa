import { type Database, type Db, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import type { Emit } from '../webhooks/emitting.ts';
import { findCategory } from './categories.store.ts';
import { createFeedbackCategories, type FeedbackCategories } from './categories.ts';
import { countFeedback, deleteFeedback, type FeedbackEntry, insertFeedback, listFeedback } from './feedback.store.ts';
import { createFeedbackInbox, type FeedbackInbox } from './inbox.ts';
import { countUnreadReplies, type FeedbackReply, findNewestReply, markRepliesRead } from './replies.store.ts';

export type { FeedbackCategory, UsedCategory } from './categories.store.ts';
export { usesCounted } from './categories.ts';
export type { FeedbackEntry } from './feedback.store.ts';
export type { InboxEntry } from './inbox.store.ts';
export type { FeedbackThread, InboxPosition } from './inbox.ts';
export type { FeedbackReply } from './replies.store.ts';

/** Takes feedback from people, shows it to operators and brings the answers back. */
export interface Feedback extends FeedbackCategories, FeedbackInbox {
  /** Throws `feedback.category_not_found`. */
  submit(
    accountId: number,
    feedback: { content: string; categoryId: number | null; contactPhone: string },
  ): Promise<FeedbackEntry>;
  /** The account's own, newest first. */
  list(accountId: number, page: Page): Promise<Listed<FeedbackEntry>>;
  /** Removes the account's own feedback with its replies. Throws `feedback.not_found`. */
  remove(accountId: number, id: number): Promise<void>;
  /** The newest reply as it stands. Throws `feedback.reply_not_found`. */
  getReply(accountId: number, feedbackId: number): Promise<FeedbackReply>;
  /** Answers the newest reply as it stood and marks all replies read (M9). Throws `feedback.reply_not_found`. */
  readReply(accountId: number, feedbackId: number): Promise<FeedbackReply>;
  countUnreadReplies(accountId: number): Promise<number>;
}

/** What people write to the operators, and what these answer. */
export function createFeedback(deps: {
  db: Database;
  lists: Database;
  clock: Clock;
  audit: Audit;
  emit: Emit;
}): Feedback {
  const { db, clock, emit } = deps;
  return {
    ...createFeedbackCategories(deps),
    ...createFeedbackInbox(deps),

    submit: (accountId, { content, categoryId, contactPhone }) =>
      transact(db, async (tx) => {
        if (categoryId !== null && !(await findCategory(tx, categoryId))) {
          throw new DomainError('feedback.category_not_found');
        }
        const now = clock.now();
        const entry = await insertFeedback(tx, {
          account_id: accountId,
          content,
          category_id: categoryId,
          contact_phone: contactPhone,
          created_at: now,
          updated_at: now,
        });
        // Not the phone to call back: who may know it finds it in the inbox.
        await emit(tx, 'feedback.received', () => ({ feedback: { id: entry.id, accountId, categoryId, content } }));
        return entry;
      }),

    list: (accountId, page) =>
      listPage(
        page,
        () => countFeedback(db, accountId),
        () => listFeedback(db, accountId, page),
      ),

    async remove(accountId, id) {
      if (!(await deleteFeedback(db, accountId, id))) throw new DomainError('feedback.not_found');
    },

    getReply: (accountId, feedbackId) => getReply(db, accountId, feedbackId),

    readReply: (accountId, feedbackId) =>
      transact(db, async (tx) => {
        const reply = await getReply(tx, accountId, feedbackId);
        await markRepliesRead(tx, accountId, feedbackId);
        return reply;
      }),

    countUnreadReplies: (accountId) => countUnreadReplies(db, accountId),
  };
}

async function getReply(db: Db, accountId: number, feedbackId: number): Promise<FeedbackReply> {
  const reply = await findNewestReply(db, accountId, feedbackId);
  if (!reply) throw new DomainError('feedback.reply_not_found');
  return reply;
}
