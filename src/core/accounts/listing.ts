import { accountOrigins } from '../../contracts/names.ts';
import type { Db } from '../../db/database.ts';
import type { AccountRole, AccountStatus } from '../../db/schema.ts';
import {
  type AccountFilters,
  type AccountKey,
  type AccountQuery,
  narrowsRuns,
  type PageRequest,
} from './account-query.ts';
import { type CreationKey, listKeys, type Run, type Span } from './listing.store.ts';

const statuses: readonly AccountStatus[] = ['waiting', 'active', 'rejected', 'frozen'];
const roles: readonly AccountRole[] = ['user', 'admin', 'owner'];

/** At most `limit` ids in the list's order, with the keys around them. */
export interface ListedIds {
  ids: number[];
  next: AccountKey | null;
  previous: AccountKey | null;
}

/**
 * One page of the accounts that pass the filters. Each status, role and origin together is one stretch of an index: a
 * page is merged from the ends of at most 72 of them, so that it costs the same however few accounts pass.
 */
export async function listIds(db: Db, query: AccountQuery, page: PageRequest): Promise<ListedIds> {
  const isForward = page.direction === 'forward';
  const from = page.from?.by === 'creation' ? { created_at: page.from.createdAt, id: page.from.id } : undefined;
  const order = (query.order === 'oldest') === isForward ? 'asc' : 'desc';
  const read = await readKeys(db, query, from, order, page.limit + 1);
  const shown = read.slice(0, page.limit);
  const ahead = read.length > shown.length ? toKey(shown.at(-1)) : null;
  const behind = from ? toKey(shown[0] ?? placeBeyond(from, order)) : null;
  if (isForward) return { ids: shown.map(({ id }) => id), next: ahead, previous: behind };
  return { ids: shown.map(({ id }) => id).reverse(), next: behind, previous: ahead };
}

/** Every id that passes the filters, in no order; undefined where they are more than `most`. */
export async function findFewIds(db: Db, filters: AccountFilters, most: number): Promise<number[] | undefined> {
  const ids: number[] = [];
  for (const run of runsOf(filters)) {
    const range = { ...spanOf(filters), beyond: undefined };
    const keys = await listKeys(db, run, range, 'asc', most + 1 - ids.length);
    for (const { id } of keys) ids.push(id);
    if (ids.length > most) return undefined;
  }
  return ids;
}

/**
 * The place right beyond a key: whoever turns round there meets the key itself, which an empty page must not swallow.
 */
export function placeBeyond<Key extends { id: number }>(key: Key, order: 'asc' | 'desc'): Key {
  return { ...key, id: key.id + (order === 'asc' ? 1 : -1) };
}

async function readKeys(
  db: Db,
  filters: AccountFilters,
  beyond: CreationKey | undefined,
  order: 'asc' | 'desc',
  limit: number,
): Promise<CreationKey[]> {
  const range = { ...spanOf(filters), beyond };
  const runs = await Promise.all(runsOf(filters).map((run) => listKeys(db, run, range, order, limit)));
  return runs.flat().sort(inOrder(order)).slice(0, limit);
}

/** Which of two places comes first. */
export function inOrder(order: 'asc' | 'desc'): (one: CreationKey, other: CreationKey) => number {
  const sign = order === 'asc' ? 1 : -1;
  return (one, other) => sign * (one.created_at - other.created_at || one.id - other.id);
}

/** The time in which the filters want an account to be made. */
export function spanOf({ createdFrom = 0, createdTo = Number.MAX_SAFE_INTEGER }: AccountFilters): Span {
  return { from: createdFrom, to: createdTo };
}

/** The stretches of an index in which the wanted accounts lie; undefined stands for all accounts together. */
export function runsOf(filters: AccountFilters): Array<Run | undefined> {
  if (!narrowsRuns(filters)) return [undefined];
  const chosen = <Value>(values: readonly Value[] | undefined, all: readonly Value[]): readonly Value[] =>
    values && values.length > 0 ? [...new Set(values)] : all;
  return chosen(filters.statuses, statuses).flatMap((status) =>
    chosen(filters.roles, roles).flatMap((role) =>
      chosen(filters.origins, accountOrigins).map((origin) => ({ status, role, origin })),
    ),
  );
}

function toKey(key: CreationKey | undefined): AccountKey | null {
  return key ? { by: 'creation', createdAt: key.created_at, id: key.id } : null;
}
