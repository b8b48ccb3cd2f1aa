import type { Account } from './account.ts';
import { defaultArea, handleKeyOf } from './identifiers.ts';

/** What of an account operators find it by. */
export type Findable = Pick<
  Account,
  'handle' | 'phone' | 'phone_area' | 'pending_phone' | 'email' | 'pending_email' | 'display_name' | 'real_name'
>;

const longestTerm = 64;
const mostStarts = 24;
const mostWords = 6;

/**
 * The texts that an account is found by: a search finds it where one of them begins with each of the words. Whole
 * identifiers, and the parts by which people remember them: a phone's last four digits, an e-mail's domain, a name from
 * each word on, in scripts that are written without spaces from each character on.
 */
export function termsOf(account: Findable): Set<string> {
  const terms = new Set<string>();
  for (const name of [account.handle, account.display_name, account.real_name]) addStarts(terms, name ?? '');
  addPhone(terms, account.phone, account.phone_area);
  addPhone(terms, account.pending_phone, null);
  addEmail(terms, account.email);
  addEmail(terms, account.pending_email);
  return terms;
}

/** What somebody typed, as words that terms may begin with. A phone is one word, however it is grouped. */
export function wordsOf(query: string): string[] {
  const text = normalise(query);
  const phone = readPhone(text);
  const words = phone === undefined ? text.split(/\s+/).map((word) => word.replace(/^@/, '')) : [phone];
  return [...new Set(words.map(cut))].filter((word) => word !== '').slice(0, mostWords);
}

/** Everything that a term can be a part of: what lacks a word cannot have a term that begins with it. */
export function haystackOf(account: Findable): string {
  const { handle, phone, pending_phone, email, pending_email, display_name, real_name } = account;
  return normalise([handle, phone, pending_phone, email, pending_email, display_name, real_name].join('\n'));
}

/** The order in which the database keeps terms: by their UTF-8 bytes, which JavaScript's own order is not. */
export function compareTerms(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

function normalise(text: string): string {
  return handleKeyOf(text.toWellFormed()).trim();
}

/** In whole characters: half of one would be stored as another. */
function cut(text: string): string {
  return text.length <= longestTerm ? text : [...text].slice(0, longestTerm).join('');
}

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;

function addStarts(terms: Set<string>, text: string): void {
  let starts = 0;
  for (const word of normalise(text).split(/\s+/)) {
    let before = '';
    let position = 0;
    for (const character of word) {
      if (isStart(before, character) && starts < mostStarts) {
        terms.add(cut(word.slice(position)));
        starts += 1;
      }
      before = character;
      position += character.length;
    }
  }
}

function isStart(before: string, character: string): boolean {
  if (before === '') return true;
  if (!letterOrDigit.test(character)) return false;
  return !letterOrDigit.test(before) || spaceless.test(character) || spaceless.test(before);
}

/** A waiting phone tells no area: abroad it is found with its own in front alone. */
function addPhone(terms: Set<string>, e164: string | null, area: string | null): void {
  if (!e164) return;
  const digits = e164.slice(1);
  terms.add(digits);
  terms.add(digits.slice(-4));
  const knownArea = area ?? defaultArea;
  if (digits.startsWith(knownArea)) terms.add(digits.slice(knownArea.length));
}

function addEmail(terms: Set<string>, email: string | null): void {
  if (!email) return;
  terms.add(cut(email));
  terms.add(cut(email.slice(email.indexOf('@') + 1)));
}

/** Digits that are grouped, or begin as international numbers do; undefined for anything else. */
function readPhone(text: string): string | undefined {
  if (!/^\+?[\d\s().-]+$/.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  const isGrouped = /[+\s()]/.test(text) || digits.length >= 7;
  return isGrouped ? digits.replace(/^00/, '') : undefined;
}
