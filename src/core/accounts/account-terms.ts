import type { Account } from './account.ts';
import { defaultArea } from './identifiers.ts';

/** What of an account operators find it by. */
export type Findable = Pick<
  Account,
  'handle' | 'phone' | 'phone_area' | 'pending_phone' | 'email' | 'pending_email' | 'display_name' | 'real_name'
>;

/** Names these rules: whoever changes what terms an account has changes it, so that all accounts get theirs anew. */
export const termRules = '2';

const longestTerm = 64;
const mostStarts = 24;
const mostWords = 6;
const mostMailStarts = 6;

/**
 * The texts that an account is found by: a search finds it where one of them begins with each of the words. Whole
 * identifiers, and the parts by which people remember them: a phone's last four digits, an e-mail from each part on, its
 * domain, a name from each word on, in scripts that are written without spaces from each character on.
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
  const text = fold(query);
  const phone = readPhone(text);
  const words = phone === undefined ? text.split(/\s+/).map((word) => word.replace(/^@/, '')) : [phone];
  return [...new Set(words.map(cut))].filter((word) => word !== '').slice(0, mostWords);
}

/** Everything that a term can be a part of: what lacks a word cannot have a term that begins with it. */
export function haystackOf(account: Findable): string {
  const { handle, phone, pending_phone, email, pending_email, display_name, real_name } = account;
  const dialled = phone && dialledAtHome(phone.slice(1), account.phone_area);
  const plain = [handle, phone, dialled, pending_phone, email, pending_email].join('\n');
  return `${fold(plain)}\n${fold(`${display_name}\n${real_name}`)}`;
}

/** The order in which the database keeps terms: by their UTF-8 bytes, which JavaScript's own order is not. */
export function compareTerms(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

// Those of kana (U+3099, U+309A) make other letters; all others people leave out.
const accents = /(?=\p{Mn})(?![\u3099\u309a])\p{Script=Inherited}/gu;
// What no decomposition makes plain.
const plainLetters: Readonly<Record<string, string>> = {
  ς: 'σ',
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ł: 'l',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  þ: 'th',
  ŧ: 't',
};
// Most handles, phones and addresses: all that is left to do is to lower them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: the first of them, as the last, says that it is about all of ASCII
const plainAscii = /^[\x00-\x7f]*$/;
const unplain = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'g');

/** As people type who care neither for case nor for accents: `Łukasz STRASSE İ` is `lukasz strasse i`. */
function fold(text: string): string {
  if (plainAscii.test(text)) return text.toLowerCase().trim();
  const bare = text.toWellFormed().normalize('NFKD').replace(accents, '');
  // By upper case, which makes SS of ß and I of the dotless ı; letters that it makes may bring accents of their own.
  const small = bare.toUpperCase().toLowerCase().normalize('NFKD').replace(accents, '');
  return small
    .replace(unplain, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC')
    .trim();
}

/** In whole characters: half of one would be stored as another. */
function cut(text: string): string {
  return text.length <= longestTerm ? text : [...text].slice(0, longestTerm).join('');
}

const spaceless = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const letterOrDigit = /[\p{L}\p{N}]/u;

function addStarts(terms: Set<string>, text: string): void {
  let starts = 0;
  for (const word of fold(text).split(/\s+/)) {
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
  const dialled = dialledAtHome(digits, area);
  if (dialled !== undefined) terms.add(dialled);
}

// Mobile numbers of the mainland and all of North America are dialled without it; elsewhere most have it.
const areasWithoutTrunk: ReadonlySet<string> = new Set([defaultArea, '1']);

/** A foreign number as it is dialled in its own country, with the trunk prefix 0; undefined where there is none. */
function dialledAtHome(digits: string, area: string | null): string | undefined {
  if (area === null || areasWithoutTrunk.has(area) || !digits.startsWith(area)) return undefined;
  const national = digits.slice(area.length);
  return national.startsWith('0') ? undefined : `0${national}`;
}

function addEmail(terms: Set<string>, email: string | null): void {
  if (!email) return;
  terms.add(cut(email));
  const at = email.indexOf('@');
  terms.add(cut(email.slice(at + 1)));
  const parts = [...email.slice(0, at).matchAll(/(?<=[._+-])[a-z0-9]/g)];
  for (const { index } of parts.slice(0, mostMailStarts)) terms.add(cut(email.slice(index)));
}

/** Digits that are grouped, or begin as international numbers do; undefined for anything else. */
function readPhone(text: string): string | undefined {
  if (!/^\+?[\d\s().-]+$/.test(text)) return undefined;
  // `+44 (0)20 …`: the trunk prefix in brackets is not dialled from abroad.
  const digits = text.replace(/(?<=\d\s*)\(0\)/, '').replace(/\D/g, '');
  const isGrouped = /[+\s()]/.test(text) || digits.length >= 7;
  return isGrouped ? digits.replace(/^00/, '') : undefined;
}
