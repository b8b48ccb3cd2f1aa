import type { IncomingMessage } from 'node:http';

/** The languages that people are answered in. */
export type Language = 'en' | 'zh';
/** One text in each of them. */
export type Words = Readonly<Record<Language, string>>;

interface Wish {
  language: string;
  quality: number;
}

/** Of our languages the one that Accept-Language likes best (RFC 9110 §12.5.4); English where it names none. */
export function languageOf(headers: IncomingMessage['headers']): Language {
  const wishes = (headers['accept-language'] ?? '').split(',').flatMap(readWish);
  // Of equal ones the first: the order is kept.
  const [best] = wishes.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  return best?.language === 'zh' ? 'zh' : 'en';
}

function readWish(text: string): Wish[] {
  const [, language, quality = '1'] =
    /^\s*(zh|en)(?:-[a-z\d-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*$/i.exec(text) ?? [];
  return language === undefined ? [] : [{ language: language.toLowerCase(), quality: Math.min(1, Number(quality)) }];
}
