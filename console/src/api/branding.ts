import { queryOptions, useQuery } from '@tanstack/react-query';
import { readText, writePreference } from '../app/preferences.ts';
import { api } from './client.ts';

/** How this installation calls itself. */
export interface Branding {
  productName: string;
  /** `#rrggbb` */
  accentColor: string;
}

const ours: Branding = { productName: 'Portico', accentColor: '#2456d6' };

/** Remembered, so that the next visit begins in its own colours. */
export const brandingQuery = queryOptions({
  queryKey: ['branding'],
  queryFn: async ({ signal }) => {
    const branding = await api.get<Branding>('/branding', { signal });
    writePreference('branding', JSON.stringify(branding));
    return branding;
  },
  staleTime: 5 * 60_000,
});

/** The branding as far as it is known: now, else from the last visit, else ours. */
export function useBranding(): Branding {
  const { data } = useQuery(brandingQuery);
  return { ...ours, ...(data ?? readRemembered()) };
}

function readRemembered(): Partial<Branding> {
  try {
    return JSON.parse(readText('branding') ?? '{}');
  } catch {
    return {};
  }
}
