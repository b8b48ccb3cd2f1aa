import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Query } from './client.ts';

/** One page of a list, as the management API answers it. */
export interface Page<T> {
  items: T[];
  next: string | null;
}

/** So many empty pages are passed over before somebody must want more. */
const mostEmptyPages = 100;

/** The first page with anything on it: what is wanted may lie far apart, and a page be empty and lead on. `tell` hears of each such. */
export async function loadFilled<Answer extends Page<unknown>>(
  load: (cursor: string | undefined) => Promise<Answer>,
  cursor: string | undefined,
  tell: (empty: Answer) => void = () => undefined,
): Promise<Answer> {
  let page = await load(cursor);
  for (let passed = 0; page.items.length === 0 && page.next !== null && passed < mostEmptyPages; passed += 1) {
    tell(page);
    page = await load(page.next);
  }
  return page;
}

/** What `CursorPager` needs. */
export interface Pager {
  /** Where pages are counted from the first. */
  page?: number;
  /** Both undefined where the list leads to neighbours alone. */
  goFirst?: (() => void) | undefined;
  goLast?: (() => void) | undefined;
  goPrevious: (() => void) | undefined;
  goNext: (() => void) | undefined;
}

/** A list, a page at a time. */
export interface CursorList<T> {
  /** The rows of the page that is shown; while the next is on its way, still those of the one before. */
  items: T[];
  /** Nothing to show yet. */
  isLoading: boolean;
  /** What is shown is not what was asked for any more. */
  isStale: boolean;
  /** Nothing was found so far, and it goes on by itself. */
  isSearching: boolean;
  error: unknown;
  refetch: () => void;
  pager: Pager;
}

/**
 * A list of the management API, page by page. `area` begins the query key (`['accounts', 'list', path, query, cursor]`), so
 * that `invalidates: ['accounts']` of a change loads it anew. Another `query` begins at the first page.
 */
export function useCursorList<T>(
  area: string,
  path: string,
  query: Query = {},
  options: { refetchMs?: number } = {},
): CursorList<T> {
  const filter = JSON.stringify([path, query]);
  const [position, setPosition] = useState<{ filter: string; cursors: string[] }>({ filter, cursors: [] });
  // Cursors of another filter are worth nothing: derived here, not reset in an effect, which would ask once too often.
  const cursors = position.filter === filter ? position.cursors : [];
  const cursor = cursors.at(-1);
  const queryKey = [area, 'list', path, query, cursor];
  const { data, isPending, isFetching, isPlaceholderData, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal, client }) =>
      loadFilled(
        (at) => api.get<Page<T>>(path, { query: { ...query, cursor: at }, signal }),
        cursor,
        (empty) => client.setQueryData(queryKey, empty),
      ),
    placeholderData: keepPreviousData,
    ...(options.refetchMs !== undefined && { refetchInterval: options.refetchMs }),
  });
  const next = data?.next ?? undefined;
  return {
    items: data?.items ?? [],
    isLoading: isPending,
    isStale: isPlaceholderData,
    isSearching: isFetching && data?.items.length === 0 && data.next !== null,
    error,
    refetch: () => void refetch(),
    pager: {
      page: cursors.length + 1,
      goPrevious: cursors.length > 0 ? () => setPosition({ filter, cursors: cursors.slice(0, -1) }) : undefined,
      goNext:
        next !== undefined && !isPlaceholderData
          ? () => setPosition({ filter, cursors: [...cursors, next] })
          : undefined,
    },
  };
}
