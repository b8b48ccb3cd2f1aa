import { createInstance } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { readPreference, writePreference } from '../app/preferences.ts';

/** The languages of the console, as BCP 47 writes them. */
export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

/** Each language's own name for itself. */
export const languageNames: Record<Language, string> = { 'zh-CN': '简体中文', en: 'English' };

/** The one instance that every text goes through. */
export const i18n = createInstance();

i18n.use(initReactI18next).init({
  lng: findLanguage(),
  // Both languages are complete, the compiler sees to it.
  fallbackLng: false,
  interpolation: { escapeValue: false },
  initAsync: false,
  resources: {},
});
i18n.on('languageChanged', tellDocument);
tellDocument();

/** The language that the texts are in now; a component that calls it follows changes. */
export function useLanguage(): Language {
  const [, { language }] = useTranslation(undefined, { i18n });
  return language as Language;
}

/** The language outside of components. */
export function currentLanguage(): Language {
  return i18n.language as Language;
}

/** Changes the language for now and for the next visit. */
export function changeLanguage(language: Language): void {
  writePreference('language', language);
  i18n.changeLanguage(language);
}

/** The one chosen before, else the browser's first that we speak, else English. */
function findLanguage(): Language {
  const chosen = readPreference('language', languages);
  if (chosen) return chosen;
  const spoken = navigator.languages.map((tag) => tag.toLowerCase());
  const first = spoken.find((tag) => tag.startsWith('zh') || tag.startsWith('en'));
  return first?.startsWith('zh') ? 'zh-CN' : 'en';
}

function tellDocument(): void {
  document.documentElement.lang = i18n.language;
}
