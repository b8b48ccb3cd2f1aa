import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit, DoneTo } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  type CannedAnswer,
  deleteCannedAnswer,
  findCannedAnswer,
  insertCannedAnswer,
  listCannedAnswers,
  updateCannedAnswer,
} from './canned-answers.store.ts';

export type { CannedAnswer } from './canned-answers.store.ts';

/** A name for the menu, and the text; what stands in braces (`{name}`) is filled in by who answers. */
export interface CannedAnswerInput {
  title: string;
  content: string;
}

/** Answers that operators give again and again. */
export interface CannedAnswers {
  /** Oldest first, so that they keep their places in a menu. */
  list(page: { afterId?: number | undefined; limit: number }): Promise<CannedAnswer[]>;
  /** Throws `canned_answer.not_found`. */
  get(id: number): Promise<CannedAnswer>;
  create(words: CannedAnswerInput, by: Actor): Promise<CannedAnswer>;
  /** Throws `canned_answer.not_found`, `request.version_changed`. */
  change(id: number, words: Partial<CannedAnswerInput>, change: Change): Promise<CannedAnswer>;
  /** Throws `canned_answer.not_found`, `request.version_changed`. */
  remove(id: number, change: Change): Promise<void>;
}

/** The answers that operators keep ready. */
export function createCannedAnswers(deps: { db: Database; clock: Clock; audit: Audit }): CannedAnswers {
  const { db, clock, audit } = deps;
  const record = (tx: Tx, by: Actor, action: DoneTo<'canned-answer'>, id: number, details = {}): Promise<void> =>
    audit.record(tx, { ...by, action: `canned-answer.${action}`, target: `canned-answer:${id}`, details });

  return {
    list: ({ afterId = 0, limit }) => listCannedAnswers(db, afterId, limit),
    get: async (id) => requireFound(await findCannedAnswer(db, id), 'canned_answer.not_found'),

    create: ({ title, content }, by) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const answer = await insertCannedAnswer(tx, { title, content, created_at: now, updated_at: now });
        await record(tx, by, 'created', answer.id);
        return answer;
      }),

    change: (id, { title, content }, { by, version }) =>
      transact(db, async (tx) => {
        requireVersion(requireFound(await findCannedAnswer(tx, id), 'canned_answer.not_found'), version);
        const columns = { ...(title !== undefined && { title }), ...(content !== undefined && { content }) };
        await record(tx, by, 'changed', id, { fields: namesOf(columns) });
        return requireFound(await updateCannedAnswer(tx, id, columns, clock.now()), 'canned_answer.not_found');
      }),

    remove: (id, { by, version }) =>
      transact(db, async (tx) => {
        const answer = requireFound(await findCannedAnswer(tx, id), 'canned_answer.not_found');
        requireVersion(answer, version);
        await deleteCannedAnswer(tx, id);
        await record(tx, by, 'deleted', id, { title: answer.title });
      }),
  };
}
