import { useNavigate, useSearch } from '@tanstack/react-router';

/**
 * A page's filters, kept in its address: a reload, a link and the back button keep them. `defaults` names each filter with
 * the value that it has when the address does not say otherwise; all are strings.
 */
export function useFilters<T extends Record<string, string>>(
  defaults: T,
): [filters: T, setFilters: (change: Partial<T>) => void] {
  const search = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const filters = Object.fromEntries(
    Object.entries(defaults).map(([name, initial]) => [name, search[name] ?? initial]),
  ) as T;
  const setFilters = (change: Partial<T>) => {
    const entries = Object.entries({ ...filters, ...change }).filter(([name, value]) => value !== defaults[name]);
    navigate({ to: '.', search: Object.fromEntries(entries), replace: true });
  };
  return [filters, setFilters];
}
