import { useLanguage } from './i18n.ts';

/** Prints a whole number as the language groups its digits. */
export function usePrintNumber(): (value: number) => string {
  const language = useLanguage();
  return (value) => value.toLocaleString(language);
}
