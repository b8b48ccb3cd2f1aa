import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { countFaqs, type FaqEntry, findFaq, insertFaq, listFaqs } from './faq.store.ts';

export type { FaqEntry } from './faq.store.ts';

/** Lists, shows and takes frequent questions. */
export interface Faq {
  /** Newest first. */
  list(page: Page): Promise<Listed<FaqEntry>>;
  /** Throws `faq.not_found`. */
  get(id: number): Promise<FaqEntry>;
  create(
    entry: { title: string; content: string; category?: string; externalLink?: string },
    actor: string,
  ): Promise<FaqEntry>;
}

/** Frequent questions, written by operators, read by everybody who is signed in. */
export function createFaq({ db, clock, audit }: { db: Database; clock: Clock; audit: Audit }): Faq {
  return {
    list: (page) =>
      listPage(
        page,
        () => countFaqs(db),
        () => listFaqs(db, page),
      ),

    async get(id) {
      const entry = await findFaq(db, id);
      if (!entry) throw new DomainError('faq.not_found');
      return entry;
    },

    create: ({ title, content, category = '', externalLink = '' }, actor) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const values = { title, content, category, external_link: externalLink, created_at: now, updated_at: now };
        const entry = await insertFaq(tx, values);
        await audit.record(tx, { actor, action: 'faq.created', target: `faq:${entry.id}` });
        return entry;
      }),
  };
}
