import { useLanguage } from './i18n.ts';

/** A number that was counted up to a bound: `999+` where there are more. */
export function usePrintGauge(): (gauge: { count: number; capped: boolean }) => string {
  const language = useLanguage();
  return ({ count, capped }) => `${count.toLocaleString(language)}${capped ? '+' : ''}`;
}
