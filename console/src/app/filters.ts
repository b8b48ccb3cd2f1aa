import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';

type Search = Record<string, string | undefined>;

/** What stood behind the question mark of each page when it was last shown. */
const lastSearches = new Map<string, Search>();

/** A list as it was left. */
export function asLeft(path: string): { to: string; search: object } {
  return { to: path, search: lastSearches.get(path) ?? {} };
}

/** The way back there, for `PageHeader`. */
export function backTo(path: string, label: string): { to: string; label: string; search: object } {
  return { ...asLeft(path), label };
}

/**
 * A page's filters, kept in its address: a reload, a link and the back button keep them. `defaults` names each filter with
 * the value that it has when the address does not say otherwise; all are strings.
 */
export function useFilters<T extends Record<string, string>>(
  defaults: T,
): [filters: T, setFilters: (change: Partial<T>) => void] {
  const search = useSearch({ strict: false }) as Search;
  const path = useLocation({ select: ({ pathname }) => pathname });
  const navigate = useNavigate();
  useEffect(() => {
    lastSearches.set(path, search);
  }, [path, search]);
  const setFilters = (change: Partial<T>) => {
    // On the address as it is by then, not as it was drawn: one filter must not take back another that was set just before.
    const next = (now: Search) => {
      const entries = Object.entries({ ...readFilters(now, defaults), ...change });
      return Object.fromEntries(entries.filter(([name, value]) => value !== defaults[name]));
    };
    navigate({ to: '.', search: next as never, replace: true });
  };
  return [readFilters(search, defaults), setFilters];
}

function readFilters<T extends Record<string, string>>(search: Search, defaults: T): T {
  return Object.fromEntries(Object.entries(defaults).map(([name, initial]) => [name, search[name] ?? initial])) as T;
}
