import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { Audit, DoneTo } from '../audit/audit.ts';
import { requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  countUnseen,
  findInboxEntry,
  type InboxEntry,
  type InboxFilter,
  listRange,
  listReplies,
  markAnswered,
  markSeen,
  type SignedReply,
} from './inbox.store.ts';
import { insertReply } from './replies.store.ts';

/** Where an entry stands in the inbox: what nobody has seen comes first, then by age, newest first. */
export interface InboxPosition {
  isSeen: 0 | 1;
  id: number;
}

/** One feedback with what was answered. */
export interface FeedbackThread {
  feedback: InboxEntry;
  /** Oldest first; the newest 100. */
  replies: SignedReply[];
}

/** Everybody's feedback, for operators. */
export interface FeedbackInbox {
  /** Unseen first, newest first. */
  listInbox(page: {
    filter: InboxFilter & { unseenOnly?: boolean | undefined };
    after?: InboxPosition | undefined;
    limit: number;
  }): Promise<InboxEntry[]>;
  /** Looking at it marks nothing. Throws `feedback.not_found`. */
  getThread(id: number): Promise<FeedbackThread>;
  /** Whether an operator has opened it; its author is not told. Throws `feedback.not_found`. */
  setSeen(id: number, isSeen: boolean, by: Actor): Promise<void>;
  /** How much nobody has opened; 1,000 stands for so much or more. */
  countUnseen(): Promise<number>;
  /**
   * An operator's answer: the feedback counts as answered (status 1) and as seen from then on, the reply as unread by
   * its author. Answers the thread as it is then. Throws `feedback.not_found`, `request.version_changed` (somebody answered
   * meanwhile).
   */
  reply(reply: { feedbackId: number; content: string; managerId: number }, change?: Change): Promise<FeedbackThread>;
}

/** How far unseen feedback is counted. */
const unseenCounted = 1_000;
const repliesShown = 100;

/** What operators do with feedback. */
export function createFeedbackInbox(deps: {
  db: Database;
  lists: Database;
  clock: Clock;
  audit: Audit;
}): FeedbackInbox {
  const { db, lists, clock, audit } = deps;
  const record = (tx: Tx, by: Actor, action: DoneTo<'feedback'>, id: number): Promise<void> =>
    audit.record(tx, { ...by, action: `feedback.${action}`, target: `feedback:${id}` });

  async function getThread(at: Db, id: number): Promise<FeedbackThread> {
    const feedback = requireFound(await findInboxEntry(at, id), 'feedback.not_found');
    return { feedback, replies: await listReplies(at, id, repliesShown) };
  }

  return {
    async listInbox({ filter: { unseenOnly, ...filter }, after, limit }) {
      const list = (isSeen: 0 | 1, most: number): Promise<InboxEntry[]> =>
        listRange(lists, filter, { isSeen, beforeId: after?.isSeen === isSeen ? after.id : undefined, limit: most });
      const unseen = after?.isSeen === 1 ? [] : await list(0, limit);
      if (unseenOnly || unseen.length === limit) return unseen;
      return [...unseen, ...(await list(1, limit - unseen.length))];
    },

    getThread: (id) => getThread(db, id),

    setSeen: (id, isSeen, by) =>
      transact(db, async (tx) => {
        requireFound(await findInboxEntry(tx, id), 'feedback.not_found');
        if (await markSeen(tx, id, isSeen ? 1 : 0)) await record(tx, by, isSeen ? 'seen' : 'unseen', id);
      }),

    countUnseen: () => countUnseen(db, unseenCounted),

    reply: ({ feedbackId, content, managerId }, { by, version } = { by: { actor: `account:${managerId}` } }) =>
      transact(db, async (tx) => {
        const feedback = requireFound(await findInboxEntry(tx, feedbackId), 'feedback.not_found');
        requireVersion(feedback, version);
        const now = clock.now();
        await markAnswered(tx, feedbackId, now);
        await insertReply(tx, {
          feedback_id: feedbackId,
          account_id: feedback.account_id,
          content,
          manager_id: managerId,
          created_at: now,
          updated_at: now,
        });
        await record(tx, by, 'replied', feedbackId);
        return getThread(tx, feedbackId);
      }),
  };
}
