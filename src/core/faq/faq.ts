import { type Database, type Tx, takeTurn, transact } from '../../db/database.ts';
import type { Audit, DoneTo } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { DomainError, invalidFields, requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  countFaqs,
  deleteFaq,
  type FaqCategory,
  type FaqEntry,
  findFaq,
  findPositions,
  insertFaq,
  listCategories,
  listFaqs,
  listFaqsAfter,
  moveCategory,
  setPosition,
  updateFaq,
} from './faq.store.ts';

/** Places in the order are given out one after another. */
const orderTurn = 'faq-order';

export type { FaqCategory, FaqEntry } from './faq.store.ts';

/** What operators write. A category is a name that questions share; empty: none. */
export interface FaqInput {
  title: string;
  content: string;
  category?: string | undefined;
  externalLink?: string | undefined;
}

/**
 * Frequent questions, written by operators, read by everybody who is signed in: newest first, until operators put them
 * in another order.
 */
export interface Faq {
  list(page: Page): Promise<Listed<FaqEntry>>;
  /** The same for operators, of all categories or of one. */
  listAfter(page: { position?: number | undefined; category?: string | undefined; limit: number }): Promise<FaqEntry[]>;
  /** Throws `faq.not_found`. */
  get(id: number): Promise<FaqEntry>;
  /** Before all others. */
  create(words: FaqInput, by: Actor): Promise<FaqEntry>;
  /** Throws `faq.not_found`, `request.version_changed`. */
  change(id: number, words: Partial<FaqInput>, change: Change): Promise<FaqEntry>;
  /** Throws `faq.not_found`, `request.version_changed`. */
  remove(id: number, change: Change): Promise<void>;
  /**
   * Puts questions (at most 500) in this order, on the places that they hold together: all others stay where they are.
   * Throws `faq.not_found`, `request.invalid_fields` (`ids` with one twice), then nothing is moved.
   */
  reorder(ids: readonly number[], by: Actor): Promise<void>;
  listCategories(): Promise<FaqCategory[]>;
  /** Moves all questions of a category to another, new or not; answers how many. Throws `faq.not_found` where it has none. */
  renameCategory(from: string, to: string, by: Actor): Promise<number>;
}

/** Frequent questions with their answers. */
export function createFaq({ db, clock, audit }: { db: Database; clock: Clock; audit: Audit }): Faq {
  const record = (tx: Tx, by: Actor, action: DoneTo<'faq'>, id: number, details = {}): Promise<void> =>
    audit.record(tx, { ...by, action: `faq.${action}`, target: `faq:${id}`, details });

  async function getSeen(tx: Tx, id: number, version: number | undefined): Promise<FaqEntry> {
    const entry = requireFound(await findFaq(tx, id), 'faq.not_found');
    requireVersion(entry, version);
    return entry;
  }

  return {
    list: (page) =>
      listPage(
        page,
        () => countFaqs(db),
        () => listFaqs(db, page),
      ),

    listAfter: ({ position, category, limit }) => listFaqsAfter(db, { position, category, limit }),
    get: async (id) => requireFound(await findFaq(db, id), 'faq.not_found'),

    create: ({ title, content, category = '', externalLink = '' }, by) =>
      transact(db, async (tx) => {
        await takeTurn(tx, orderTurn);
        const now = clock.now();
        const values = { title, content, category, external_link: externalLink, created_at: now, updated_at: now };
        const entry = await insertFaq(tx, values);
        await record(tx, by, 'created', entry.id);
        return entry;
      }),

    change: (id, words, { by, version }) =>
      transact(db, async (tx) => {
        await getSeen(tx, id, version);
        const { title, content, category, externalLink } = words;
        const columns = {
          ...(title !== undefined && { title }),
          ...(content !== undefined && { content }),
          ...(category !== undefined && { category }),
          ...(externalLink !== undefined && { external_link: externalLink }),
        };
        await record(tx, by, 'changed', id, { fields: namesOf(words) });
        return requireFound(await updateFaq(tx, id, columns, clock.now()), 'faq.not_found');
      }),

    remove: (id, { by, version }) =>
      transact(db, async (tx) => {
        const { title } = await getSeen(tx, id, version);
        await deleteFaq(tx, id);
        await record(tx, by, 'deleted', id, { title });
      }),

    reorder: (ids, by) =>
      transact(db, async (tx) => {
        if (new Set(ids).size < ids.length) {
          throw invalidFields({ field: 'ids', label: '顺序', rule: '重复' });
        }
        await takeTurn(tx, orderTurn);
        const held = await findPositions(tx, ids);
        if (held.length < ids.length) throw new DomainError('faq.not_found');
        const positionOf = new Map(held.map(({ id, position }) => [id, position]));
        const places = held.map(({ position }) => position).sort((a, b) => b - a);
        for (const [index, id] of ids.entries()) {
          const place = places[index] as number;
          if (positionOf.get(id) !== place) await setPosition(tx, id, place);
        }
        await audit.record(tx, { ...by, action: 'faq.reordered', target: 'faqs', details: { ids } });
      }),

    listCategories: () => listCategories(db),

    renameCategory: (from, to, by) =>
      transact(db, async (tx) => {
        const moved = await moveCategory(tx, from, to, clock.now());
        if (moved === 0) throw new DomainError('faq.not_found');
        await audit.record(tx, {
          ...by,
          action: 'faq.category-renamed',
          target: `faq-category:${from}`,
          details: { to, moved },
        });
        return moved;
      }),
  };
}
