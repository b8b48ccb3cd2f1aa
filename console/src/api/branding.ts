import { queryOptions, useQuery } from '@tanstack/react-query';
import type { BrandingView } from '../../../src/management/settings/schemas.ts';
import { readText, writePreference } from '../app/preferences.ts';
import { useLanguage } from '../i18n/i18n.ts';
import { api } from './client.ts';

/** How this installation calls itself, in the language of the page. */
export interface Branding {
  productName: string;
  /** `#rrggbb` */
  accentColor: string;
  /** A data URL; null: our own sign. */
  logo: string | null;
  /** Whether nothing leaves the machine. */
  isDevelopment: boolean;
  /** Every contract there is. */
  contracts: BrandingView['contracts'];
}

const ours: BrandingView = {
  nameZh: 'Portico',
  nameEn: 'Portico',
  accent: null,
  logo: null,
  mode: 'production',
  contracts: [],
};
const ourAccent = '#2456d6';

/** Remembered, so that the next visit begins in its own colours. */
const brandingQuery = queryOptions({
  queryKey: ['branding'],
  queryFn: async ({ signal }) => {
    const branding = await api.get<BrandingView>('/branding', { signal });
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
  const { nameZh, nameEn, accent, logo, mode, contracts } = { ...ours, ...data };
  return {
    productName: language === 'en' ? nameEn : nameZh,
    accentColor: accent ?? ourAccent,
    logo,
    isDevelopment: mode === 'development',
    contracts,
  };
}

const remembered = readRemembered();

function readRemembered(): Partial<BrandingView> {
  try {
    return JSON.parse(readText('branding') ?? '{}');
  } catch {
    return {};
  }
}
