import type { Db } from '../../db/database.ts';
import type { AccountOrigin, AccountRole, AccountStatus } from '../../db/schema.ts';
import type { AccountFilters, AccountKey, AccountQuery, PageRequest } from './account-query.ts';
import { narrowsRuns } from './account-query.ts';
import { type CreationKey, type CreationRange, listKeys, type Run } from './listing.store.ts';

const statuses: readonly AccountStatus[] = ['waiting', 'active', 'rejected', 'frozen'];
const roles: readonly AccountRole[] = ['user', 'admin', 'owner'];
const origins: readonly AccountOrigin[] = ['desktop', 'mobile', 'staff', 'panel', 'blog', 'console'];

const beginning: CreationKey = { created_at: -1, id: 0 };
const end: CreationKey = { created_at: Number.MAX_SAFE_INTEGER, id: 0 };

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
  const read = await readKeys(db, query, rangeOf(query, from, order), order, page.limit + 1);
  const shown = read.slice(0, page.limit);
  const [first, last] = [shown[0] ?? from, shown.at(-1) ?? from];
  const ahead = read.length > shown.length ? toKey(last) : null;
  const behind = from ? toKey(first) : null;
  if (isForward) return { ids: shown.map(({ id }) => id), next: ahead, previous: behind };
  return { ids: shown.map(({ id }) => id).reverse(), next: behind, previous: ahead };
}

/** Every id that passes the filters, in no order; undefined where they are more than `most`. */
export async function findFewIds(db: Db, filters: AccountFilters, most: number): Promise<number[] | undefined> {
  const ids: number[] = [];
  for (const run of runsOf(filters)) {
    const keys = await listKeys(db, run, rangeOf(filters, undefined, 'asc'), 'asc', most + 1 - ids.length);
    for (const { id } of keys) ids.push(id);
    if (ids.length > most) return undefined;
  }
  return ids;
}

async function readKeys(
  db: Db,
  filters: AccountFilters,
  range: CreationRange,
  order: 'asc' | 'desc',
  limit: number,
): Promise<CreationKey[]> {
  const runs = await Promise.all(runsOf(filters).map((run) => listKeys(db, run, range, order, limit)));
  const sign = order === 'asc' ? 1 : -1;
  return runs
    .flat()
    .sort((one, other) => sign * (one.created_at - other.created_at || one.id - other.id))
    .slice(0, limit);
}

/** Undefined stands for all accounts together. */
function runsOf(filters: AccountFilters): Array<Run | undefined> {
  if (!narrowsRuns(filters)) return [undefined];
  const chosen = <Value>(values: readonly Value[] | undefined, all: readonly Value[]): readonly Value[] =>
    values && values.length > 0 ? [...new Set(values)] : all;
  return chosen(filters.statuses, statuses).flatMap((status) =>
    chosen(filters.roles, roles).flatMap((role) =>
      chosen(filters.origins, origins).map((origin) => ({ status, role, origin })),
    ),
  );
}

function rangeOf(filters: AccountFilters, from: CreationKey | undefined, order: 'asc' | 'desc'): CreationRange {
  const range = {
    after: filters.createdFrom === undefined ? beginning : { created_at: filters.createdFrom, id: 0 },
    before: filters.createdTo === undefined ? end : { created_at: filters.createdTo, id: 0 },
  };
  if (!from) return range;
  return order === 'asc'
    ? { ...range, after: laterOf(range.after, from) }
    : { ...range, before: earlierOf(range.before, from) };
}

const isBefore = (one: CreationKey, other: CreationKey): boolean =>
  one.created_at < other.created_at || (one.created_at === other.created_at && one.id < other.id);
const laterOf = (one: CreationKey, other: CreationKey): CreationKey => (isBefore(one, other) ? other : one);
const earlierOf = (one: CreationKey, other: CreationKey): CreationKey => (isBefore(one, other) ? one : other);

function toKey(key: CreationKey | undefined): AccountKey | null {
  return key ? { by: 'creation', createdAt: key.created_at, id: key.id } : null;
}
