import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import {
  countCategories,
  type FeedbackCategory,
  findCategory,
  insertCategory,
  listCategories,
} from './categories.store.ts';
import {
  countFeedback,
  deleteFeedback,
  type FeedbackEntry,
  insertFeedback,
  listFeedback,
  markAnswered,
} from './feedback.store.ts';
import {
  countUnreadReplies,
  type FeedbackReply,
  findNewestReply,
  insertReply,
  markRepliesRead,
} from './replies.store.ts';

export type { FeedbackCategory } from './categories.store.ts';
export type { FeedbackEntry } from './feedback.store.ts';
export type { FeedbackReply } from './replies.store.ts';

/** Takes feedback from people and brings them the answers. */
export interface Feedback {
  /** Newest first. */
  listCategories(page: Page): Promise<Listed<FeedbackCategory>>;
  /** Throws `feedback.category_taken`. */
  createCategory(category: { name: string; description: string }, actor: string): Promise<FeedbackCategory>;
  /** Throws `feedback.category_not_found`. */
  submit(
    accountId: number,
    feedback: { content: string; categoryId: number | null; contactPhone: string },
  ): Promise<FeedbackEntry>;
  /** The account's own, newest first. */
  list(accountId: number, page: Page): Promise<Listed<FeedbackEntry>>;
  /** Removes the account's own feedback with its replies. Throws `feedback.not_found`. */
  remove(accountId: number, id: number): Promise<void>;
  /** Answers the newest reply as it stood and marks all replies read (M9). Throws `feedback.reply_not_found`. */
  readReply(accountId: number, feedbackId: number): Promise<FeedbackReply>;
  countUnreadReplies(accountId: number): Promise<number>;
  /** An operator's answer; the feedback counts as answered (status 1) from then on. Throws `feedback.not_found`. */
  reply(reply: { feedbackId: number; content: string; managerId: number }): Promise<FeedbackReply>;
}

/** What people write to the operators, and what these answer. */
export function createFeedback({ db, clock, audit }: { db: Database; clock: Clock; audit: Audit }): Feedback {
  return {
    listCategories: (page) =>
      listPage(
        page,
        () => countCategories(db),
        () => listCategories(db, page),
      ),

    createCategory: (category, actor) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const created = await insertCategory(tx, { ...category, created_at: now, updated_at: now });
        if (!created) throw new DomainError('feedback.category_taken');
        await audit.record(tx, {
          actor,
          action: 'feedback_category.created',
          target: `feedback_category:${created.id}`,
        });
        return created;
      }),

    submit: (accountId, { content, categoryId, contactPhone }) =>
      transact(db, async (tx) => {
        if (categoryId !== null && !(await findCategory(tx, categoryId))) {
          throw new DomainError('feedback.category_not_found');
        }
        const now = clock.now();
        return insertFeedback(tx, {
          account_id: accountId,
          content,
          category_id: categoryId,
          contact_phone: contactPhone,
          created_at: now,
          updated_at: now,
        });
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

    readReply: (accountId, feedbackId) =>
      transact(db, async (tx) => {
        const reply = await findNewestReply(tx, accountId, feedbackId);
        if (!reply) throw new DomainError('feedback.reply_not_found');
        await markRepliesRead(tx, accountId, feedbackId);
        return reply;
      }),

    countUnreadReplies: (accountId) => countUnreadReplies(db, accountId),

    reply: ({ feedbackId, content, managerId }) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const feedback = await markAnswered(tx, feedbackId, now);
        if (!feedback) throw new DomainError('feedback.not_found');
        const reply = await insertReply(tx, {
          feedback_id: feedbackId,
          account_id: feedback.account_id,
          content,
          manager_id: managerId,
          created_at: now,
          updated_at: now,
        });
        const actor = `account:${managerId}`;
        await audit.record(tx, { actor, action: 'feedback.replied', target: `feedback:${feedbackId}` });
        return reply;
      }),
  };
}
