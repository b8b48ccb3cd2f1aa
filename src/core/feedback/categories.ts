import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit, DoneTo } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Actor } from '../operator.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import {
  countCategories,
  deleteCategory,
  type FeedbackCategory,
  findCategory,
  findCategoryByName,
  findUsedCategory,
  insertCategory,
  listCategories,
  listUsedCategories,
  type UsedCategory,
  unfileFeedback,
  updateCategory,
} from './categories.store.ts';

/** What operators say of a category. */
export interface CategoryInput {
  name: string;
  description: string;
}

/** What feedback can be about. */
export interface FeedbackCategories {
  /** Newest first. */
  listCategories(page: Page): Promise<Listed<FeedbackCategory>>;
  /** The same for operators, with how much is filed under each: `usesCounted` stands for so much or more. */
  listUsedCategories(page: { beforeId?: number | undefined; limit: number }): Promise<UsedCategory[]>;
  /** Throws `feedback.category_not_found`. */
  getUsedCategory(id: number): Promise<UsedCategory>;
  /** Nothing is filed under it yet. Throws `feedback.category_taken`. */
  createCategory(words: CategoryInput, by: Actor): Promise<UsedCategory>;
  /** Throws `feedback.category_not_found`, `feedback.category_taken`, `request.version_changed`. */
  changeCategory(id: number, words: Partial<CategoryInput>, change: Change): Promise<FeedbackCategory>;
  /** What was filed under it keeps no category; changes that are made meanwhile come too late. Throws `feedback.category_not_found`, `request.version_changed`. */
  removeCategory(id: number, change: Change): Promise<void>;
}

/** How far uses are counted: people want to know whether there are any, and the order of how many. */
export const usesCounted = 1_000;
// A million of them in one statement would hold SQLite's only writer for seconds.
const unfiledAtOnce = 200;

/** The categories of feedback. */
export function createFeedbackCategories(deps: { db: Database; clock: Clock; audit: Audit }): FeedbackCategories {
  const { db, clock, audit } = deps;
  const record = (tx: Tx, by: Actor, action: DoneTo<'feedback-category'>, id: number, details = {}): Promise<void> =>
    audit.record(tx, { ...by, action: `feedback-category.${action}`, target: `feedback-category:${id}`, details });

  async function getSeen(tx: Tx, id: number, version: number | undefined): Promise<FeedbackCategory> {
    const category = requireFound(await findCategory(tx, id), 'feedback.category_not_found');
    requireVersion(category, version);
    return category;
  }

  return {
    listCategories: (page) =>
      listPage(
        page,
        () => countCategories(db),
        () => listCategories(db, page),
      ),

    listUsedCategories: ({ beforeId, limit }) => listUsedCategories(db, { beforeId, limit, mostUses: usesCounted }),
    getUsedCategory: async (id) =>
      requireFound(await findUsedCategory(db, id, usesCounted), 'feedback.category_not_found'),

    createCategory: (words, by) =>
      transact(db, async (tx) => {
        const now = clock.now();
        const created = await insertCategory(tx, { ...words, created_at: now, updated_at: now });
        if (!created) throw new DomainError('feedback.category_taken');
        await record(tx, by, 'created', created.id);
        return { ...created, uses: 0 };
      }),

    changeCategory: (id, { name, description }, { by, version }) =>
      transact(db, async (tx) => {
        await getSeen(tx, id, version);
        const holder = name === undefined ? undefined : await findCategoryByName(tx, name);
        if (holder && holder.id !== id) throw new DomainError('feedback.category_taken');
        const columns = { ...(name !== undefined && { name }), ...(description !== undefined && { description }) };
        await record(tx, by, 'changed', id, { fields: namesOf(columns) });
        return requireFound(await updateCategory(tx, id, columns, clock.now()), 'feedback.category_not_found');
      }),

    async removeCategory(id, { by, version }) {
      // Judged and told before anything is unfiled; from here on only a crash keeps the category, and it can be removed again.
      await transact(db, async (tx) => {
        const { name } = await getSeen(tx, id, version);
        await updateCategory(tx, id, {}, clock.now());
        await record(tx, by, 'emptied', id, { name });
      });
      while ((await unfileFeedback(db, id, unfiledAtOnce)) === unfiledAtOnce);
      await transact(db, async (tx) => {
        const { name } = requireFound(await findCategory(tx, id), 'feedback.category_not_found');
        await deleteCategory(tx, id);
        await record(tx, by, 'deleted', id, { name });
      });
    },
  };
}
