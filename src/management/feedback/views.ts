import type { CannedAnswer } from '../../core/feedback/canned-answers.ts';
import { type FeedbackThread, type InboxEntry, type UsedCategory, usesCounted } from '../../core/feedback/feedback.ts';
import { printTime } from '../schemas.ts';
import type { CannedAnswerView, CategoryView, FeedbackThreadView, FeedbackView } from './schemas.ts';

interface Row {
  id: number;
  created_at: number;
  updated_at: number;
}

function viewRow({ id, created_at, updated_at }: Row) {
  return { id, createdAt: printTime(created_at), updatedAt: printTime(updated_at), version: updated_at };
}

/** One entry of the inbox as it is answered. */
export function viewFeedback(entry: InboxEntry): FeedbackView {
  const { category_id: categoryId } = entry;
  return {
    ...viewRow(entry),
    content: entry.content,
    status: entry.status === 1 ? 'answered' : 'open',
    seen: entry.is_seen === 1,
    category: categoryId === null ? null : { id: categoryId, name: entry.category_name ?? '' },
    contactPhone: entry.contact_phone,
    author: { id: entry.account_id, name: entry.author_name },
  };
}

/** The same with what was answered. */
export function viewThread({ feedback, replies }: FeedbackThread): FeedbackThreadView {
  return {
    ...viewFeedback(feedback),
    replies: replies.map((reply) => ({
      id: reply.id,
      content: reply.content,
      by: { id: reply.manager_id, name: reply.manager_name },
      read: reply.is_read === 1,
      createdAt: printTime(reply.created_at),
    })),
  };
}

/** One category as it is answered. */
export function viewCategory(category: UsedCategory): CategoryView {
  const { name, description, uses } = category;
  return { ...viewRow(category), name, description, uses, moreUses: uses >= usesCounted };
}

/** One canned answer as it is answered. */
export function viewCannedAnswer(answer: CannedAnswer): CannedAnswerView {
  return { ...viewRow(answer), title: answer.title, content: answer.content };
}
