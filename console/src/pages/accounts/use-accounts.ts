import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { AccountCount, AccountPageView, AccountView } from '../../../../src/management/accounts/schemas.ts';
import { api, type Query } from '../../api/client.ts';
import type { CursorList } from '../../api/cursor-list.ts';
import { useServerZone } from '../../api/session.ts';
import { beginOfDay } from '../../i18n/zoned-time.ts';

/** All as the address has them; `from` and `to` are days, `to` included. */
export const noFilters = { q: '', status: '', role: '', origin: '', from: '', to: '', order: '', cursor: '' };
export type AccountFilters = typeof noFilters;

/** As the API asks for them: days become moments in the zone of the server. */
export function toQuery({ from, to, cursor: _, ...rest }: AccountFilters, zone: string): Query {
  return { ...rest, createdFrom: beginOfDay(from, zone), createdTo: beginOfDay(to, zone, 1) };
}

/** Whether anything is left out. */
export function isFiltered({ cursor: _, order: __, ...filters }: AccountFilters): boolean {
  return Object.values(filters).some(Boolean);
}

const pageSize = 50;
/** A search for common words is answered in portions; so many are asked for before somebody must want more. */
const mostPortions = 10;
const mostEmptyPortions = 100;
const enough = 20;

/** The page that the address names, and the ways to others: its place is kept there, so that "back" finds it again. */
export function useAccounts(
  filters: AccountFilters,
  goTo: (cursor: string) => void,
): CursorList<AccountView> & { hasMore: boolean } {
  const query = toQuery(filters, useServerZone());
  const queryKey = ['accounts', 'list', query, filters.cursor];
  const { data, isPending, isFetching, isPlaceholderData, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal, client }) =>
      loadPage({ ...query, limit: pageSize }, filters.cursor, signal, (empty) => client.setQueryData(queryKey, empty)),
    placeholderData: keepPreviousData,
  });
  const way = (cursor: string | null | undefined): (() => void) | undefined =>
    cursor && !isPlaceholderData ? () => goTo(cursor) : undefined;
  const { next, previous } = data ?? {};
  return {
    items: data?.items ?? [],
    isLoading: isPending,
    isStale: isPlaceholderData,
    isSearching: isFetching && data?.items.length === 0 && (next ?? previous ?? null) !== null,
    error,
    refetch: () => void refetch(),
    hasMore: Boolean(next ?? previous),
    pager: {
      goFirst: previous ? () => goTo('') : undefined,
      goPrevious: way(previous),
      goNext: way(next),
      goLast: next ? way(data?.last) : undefined,
    },
  };
}

/** How many there are of them, up to 999: of a search only where all stand on one page. */
export function useCount(filters: AccountFilters, list: CursorList<AccountView> & { hasMore: boolean }) {
  const { q, order: _, ...query } = toQuery(filters, useServerZone());
  const { data } = useQuery({
    queryKey: ['accounts', 'count', query],
    queryFn: ({ signal }) => api.get<AccountCount>('/accounts/count', { query, signal }),
    placeholderData: keepPreviousData,
    enabled: q === '',
  });
  if (q === '') return data;
  return list.isLoading || list.isStale || list.hasMore ? undefined : { count: list.items.length, capped: false };
}

/** Goes on by itself where a portion was short, in the direction of the cursor. */
async function loadPage(
  query: Query,
  cursor: string,
  signal: AbortSignal,
  tell: (empty: AccountPageView) => void,
): Promise<AccountPageView> {
  const load = (at: string): Promise<AccountPageView> =>
    api.get<AccountPageView>('/accounts', { query: { ...query, cursor: at }, signal });
  const first = await load(cursor);
  const isBackward = first.next === null && first.previous !== null;
  const page = { ...first };
  const mayAsk = (): number => (page.items.length > 0 ? mostPortions : mostEmptyPortions);
  for (let portions = 1; portions < mayAsk() && page.items.length < enough; portions += 1) {
    const at = isBackward ? page.previous : page.next;
    if (at === null) break;
    if (page.items.length === 0) tell({ ...page });
    const more = await load(at);
    page.items = isBackward ? [...more.items, ...page.items] : [...page.items, ...more.items];
    if (isBackward) page.previous = more.previous;
    else page.next = more.next;
  }
  return page;
}
