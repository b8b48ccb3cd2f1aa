import { queryOptions, useQuery } from '@tanstack/react-query';
import { readText, writePreference } from '../app/preferences.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { api } from './client.ts';

/** How this installation calls itself, as the API tells it to everybody. */
interface StoredBranding {
  nameZh: string;
  nameEn: string;
  /** `#rrggbb`; null: ours. */
  accent: string | null;
  /** A data URL; null: ours. */
  logo: string | null;
}

/** How this installation calls itself, in the language of the page. */
export interface Branding {
  productName: string;
  accentColor: string;
  logo: string | null;
}

const ours: StoredBranding = { nameZh: 'Portico', nameEn: 'Portico', accent: null, logo: null };
const ourAccent = '#2456d6';

/** Remembered, so that the next visit begins in its own colours. */
const brandingQuery = queryOptions({
  queryKey: ['branding'],
  queryFn: async ({ signal }) => {
    const branding = await api.get<StoredBranding>('/branding', { signal });
    writePreference('branding', JSON.stringify(branding));
    return branding;
  },
  staleTime: 5 * 60_000,
  retryOnMount: false,
});

/** The branding as far as it is known: now, else from the last visit, else ours. */
export function useBranding(): Branding {
  const language = useLanguage();
  const { data = remembered } = useQuery(brandingQuery);
  const { nameZh, nameEn, accent, logo } = { ...ours, ...data };
  return { productName: language === 'en' ? nameEn : nameZh, accentColor: accent ?? ourAccent, logo };
}

const remembered = readRemembered();

function readRemembered(): Partial<StoredBranding> {
  try {
    return JSON.parse(readText('branding') ?? '{}');
  } catch {
    return {};
  }
}
