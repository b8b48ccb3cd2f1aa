import { useTranslation } from 'react-i18next';
import { i18n } from './i18n.ts';

interface Tree {
  [key: string]: string | Tree;
}

/** Another language's texts: the same keys, none missing and none more. */
type Same<T> = { [K in keyof T]: T[K] extends string ? string : Same<T[K]> };

type WithoutPlural<K extends string> = K extends `${infer Base}_${'one' | 'other'}` ? Base : K;

/** Every key of a tree as a path with dots; `days_one` and `days_other` are asked for as `days`, with a `count`. */
type KeyOf<T> = {
  [K in keyof T & string]: T[K] extends string ? WithoutPlural<K> : `${K}.${KeyOf<T[K]>}`;
}[keyof T & string];

/** One area's texts in every language. */
export interface Texts<T> {
  area: string;
  zh: T;
  en: Same<T>;
}

/** Says a text of an area; `{{name}}` in it is taken from `values`, and `count` chooses the plural. */
export type Say<T> = (key: KeyOf<T>, values?: Record<string, string | number>) => string;

/** Gives the texts of an area to the console. `area` is the folder's name. */
export function defineTexts<T extends Tree>(area: string, texts: { zh: T; en: NoInfer<Same<T>> }): Texts<T> {
  i18n.addResourceBundle('zh-CN', area, texts.zh);
  i18n.addResourceBundle('en', area, texts.en);
  return { area, ...texts };
}

/** `const t = useTexts(texts)`, then `t('title')`. */
export function useTexts<T>({ area }: Texts<T>): Say<T> {
  const [t] = useTranslation(area, { i18n });
  return t as unknown as Say<T>;
}

/** The same outside of components, in the language of the moment. */
export function sayNow<T>({ area }: Texts<T>, ...words: Parameters<Say<T>>): string {
  const t = i18n.getFixedT(null, area) as unknown as Say<T>;
  return t(...words);
}
