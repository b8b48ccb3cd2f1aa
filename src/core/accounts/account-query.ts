import type { AccountOrigin, AccountRole, AccountStatus } from '../../db/schema.ts';
import type { Account } from './account.ts';

/** Which accounts; what is absent or empty does not matter. Times in epoch milliseconds. */
export interface AccountFilters {
  statuses?: readonly AccountStatus[];
  roles?: readonly AccountRole[];
  origins?: readonly AccountOrigin[];
  /** From this moment on. */
  createdFrom?: number;
  /** Until before this moment. */
  createdTo?: number;
}

/** What an operator looks for. With `text` the best matches come first, without it the newest, or the oldest. */
export interface AccountQuery extends AccountFilters {
  text?: string;
  order?: 'newest' | 'oldest';
}

/** The place of an account in a list, by its creation or, in a search, by the term that it was found by. */
export type AccountKey = { by: 'creation'; createdAt: number; id: number } | { by: 'term'; term: string; id: number };

/** Where a page lies: after a key or before one; without a key it is the first or the last page. */
export interface PagePosition<Key> {
  direction: 'forward' | 'backward';
  from?: Key;
}

/** What to read of a list. */
export interface PageRequest<Key = AccountKey> extends PagePosition<Key> {
  limit: number;
}

/** One page, in the list's order; `next` and `previous` are null where nothing lies there. */
export interface AccountPage {
  items: Account[];
  next: AccountKey | null;
  previous: AccountKey | null;
}

/** Whether the filters leave anything out by more than the time of creation. */
export function narrowsRuns({ statuses, roles, origins }: AccountFilters): boolean {
  return [statuses, roles, origins].some((values) => values !== undefined && values.length > 0);
}

/** Whether the filters leave anything out at all. */
export function isFiltered(filters: AccountFilters): boolean {
  return narrowsRuns(filters) || filters.createdFrom !== undefined || filters.createdTo !== undefined;
}
