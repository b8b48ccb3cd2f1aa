import { useLocation, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';

/** What stood behind the question mark of each page when it was last shown. */
const lastSearches = new Map<string, Record<string, string | undefined>>();

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
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const path = useLocation({ select: ({ pathname }) => pathname });
  const navigate = useNavigate();
  useEffect(() => {
    lastSearches.set(path, search);
  }, [path, search]);
  const filters = Object.fromEntries(
    Object.entries(defaults).map(([name, initial]) => [name, search[name] ?? initial]),
  ) as T;
  const setFilters = (change: Partial<T>) => {
    const entries = Object.entries({ ...filters, ...change }).filter(([name, value]) => value !== defaults[name]);
    navigate({ to: '.', search: Object.fromEntries(entries), replace: true });
  };
  return [filters, setFilters];
}
