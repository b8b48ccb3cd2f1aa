import type { IncomingMessage } from 'node:http';
import type { Language } from '../core/caller.ts';

export type { Language } from '../core/caller.ts';
/** One text in each of them. */
export type Words = Readonly<Record<Language, string>>;

interface Wish {
  language: string;
  quality: number;
}

/** Of our languages the one that Accept-Language likes best (RFC 9110 §12.5.4); undefined where it names none. */
export function wishedLanguage(headers: IncomingMessage['headers']): Language | undefined {
  const said = headers['accept-language'];
  if (said === undefined) return undefined;
  const wishes = said.split(',').flatMap(readWish);
  // Of equal ones the first: the order is kept.
  const [best] = wishes.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  return best?.language as Language | undefined;
}

/** The same, English where it names none. */
export function languageOf(headers: IncomingMessage['headers']): Language {
  return wishedLanguage(headers) ?? 'en';
}

// Trimmed before, since blanks that two neighbours could take cost their square where the end does not fit.
const wish = /^(zh|en)(?:-[a-z\d-]+)?(?:\s*;\s*q=([01](?:\.\d{0,3})?))?$/i;

function readWish(text: string): Wish[] {
  const [, language, quality = '1'] = wish.exec(text.trim()) ?? [];
  return language === undefined ? [] : [{ language: language.toLowerCase(), quality: Math.min(1, Number(quality)) }];
}
