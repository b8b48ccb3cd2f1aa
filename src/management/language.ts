import type { IncomingMessage } from 'node:http';

/** The languages that people are answered in. */
export type Language = 'en' | 'zh';
/** One text in each of them. */
export type Words = Readonly<Record<Language, string>>;

/** The first of our languages that Accept-Language names; English where it names none. */
export function languageOf(headers: IncomingMessage['headers']): Language {
  const wanted = (headers['accept-language'] ?? '').split(',').map((part) => part.trim().toLowerCase());
  return wanted.find((tag) => tag.startsWith('zh') || tag.startsWith('en'))?.startsWith('zh') ? 'zh' : 'en';
}
