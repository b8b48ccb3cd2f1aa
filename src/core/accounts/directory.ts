import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { invalidFields } from '../errors.ts';
import type { Gauge } from '../gauges/gauges.ts';
import type { Actor } from '../operator.ts';
import type { Account } from './account.ts';
import type { AccountFilters, AccountPage, AccountQuery, PageRequest } from './account-query.ts';
import { findAccounts } from './listing.store.ts';
import { findFewIds, listIds } from './listing.ts';
import { isSearch, searchIds } from './search.ts';
import { walkIds } from './walking.ts';

export type { AccountFilters, AccountKey, AccountPage, AccountQuery, PageRequest } from './account-query.ts';

/** The whole directory, as operators look at it. */
export interface Directory {
  /**
   * One page of the accounts that the query means; costs the same wherever it lies. Throws `request.invalid_fields` for a
   * place in a search that is asked for in a list, and the other way round.
   */
  find(query: AccountQuery, page: PageRequest): Promise<AccountPage>;
  /** How many accounts pass the filters, counted as far as people read it: costs some milliseconds, however many pass. */
  count(filters: AccountFilters): Promise<Gauge>;
  /** All accounts that the query means, page after page; noted in the audit log before the first. */
  exportAll(query: AccountQuery, by: Actor): Promise<AsyncIterable<Account[]>>;
}

// Read in some milliseconds, and in some more written by whoever exports.
const exportPage = 2_000;
const mostCounted = 999;

/** Finds people in a directory of any size. */
export function createDirectory({ db, lists, audit }: { db: Database; lists: Database; audit: Audit }): Directory {
  async function find(query: AccountQuery, page: PageRequest): Promise<AccountPage> {
    const [read, by] = isSearch(query.text) ? ([searchIds, 'term'] as const) : ([listIds, 'creation'] as const);
    if (page.from && page.from.by !== by) {
      throw invalidFields({ field: 'cursor', label: 'cursor', rule: '不是本列表的游标' });
    }
    const { ids, next, previous } = await read(lists, query, page);
    return { items: await findInOrder(ids), next, previous };
  }

  async function findInOrder(ids: readonly number[]): Promise<Account[]> {
    const accounts = new Map((await findAccounts(lists, ids)).map((account) => [account.id, account]));
    return ids.flatMap((id) => accounts.get(id) ?? []);
  }

  async function* readAll(query: AccountQuery): AsyncIterable<Account[]> {
    for await (const ids of walkIds(lists, query, exportPage)) {
      const accounts = await findInOrder(ids);
      // A reader who keeps up must not keep everybody else waiting.
      await nextTurn();
      yield accounts;
      await nextTurn();
    }
  }

  return {
    find,

    async count(filters) {
      const ids = await findFewIds(lists, filters, mostCounted);
      return { count: ids?.length ?? mostCounted, capped: ids === undefined };
    },

    async exportAll(query, by) {
      const { text, ...filters } = query;
      // What was typed may be somebody's phone, and the log outlives whoever it was.
      const details = { ...filters, ...(isSearch(text) && { searched: true }) };
      await transact(db, (tx) => audit.record(tx, { ...by, action: 'accounts.exported', target: 'accounts', details }));
      return readAll(query);
    },
  };
}
