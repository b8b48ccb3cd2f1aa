import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, type Query } from './client.ts';

/** One page of a list, as the management API answers it. */
export interface Page<T> {
  items: T[];
  next: string | null;
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

export interface CursorList<T> {
  /** The rows of the page that is shown; while the next is on its way, still those of the one before. */
  items: T[];
  /** Nothing to show yet. */
  isLoading: boolean;
  /** What is shown is not what was asked for any more. */
  isStale: boolean;
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
  const { data, isPending, isPlaceholderData, error, refetch } = useQuery({
    queryKey: [area, 'list', path, query, cursor],
    queryFn: ({ signal }) => api.get<Page<T>>(path, { query: { ...query, cursor }, signal }),
    placeholderData: keepPreviousData,
    ...(options.refetchMs !== undefined && { refetchInterval: options.refetchMs }),
  });
  const next = data?.next ?? undefined;
  return {
    items: data?.items ?? [],
    isLoading: isPending,
    isStale: isPlaceholderData,
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
