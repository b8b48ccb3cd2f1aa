import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../db/database.ts';
import {
  type AccountFilters,
  type AccountKey,
  type AccountQuery,
  isFiltered,
  type PageRequest,
} from './account-query.ts';
import { compareTerms, haystackOf, termsOf, wordsOf } from './account-terms.ts';
import { findFewIds, type ListedIds, placeBeyond } from './listing.ts';
import {
  beginningWith,
  type Candidate,
  countTerms,
  findAmong,
  findCandidates,
  findEnd,
  listCandidates,
  type TermKey,
  type TermRange,
} from './search.store.ts';

const batchSize = 1_000;
/** As the desktop and the mobile contract tell their clients of an account (M6). */
const openidShape = /^[0-9A-Za-z]{40}$/;
/** What one request goes through at the most; a page may come out short then, and `next` says that it goes on. */
const mostTerms = 5_000;
/** As long as nothing is found: in steps of a batch, so that nobody waits for it but who asked. */
const mostTermsForNothing = 20_000;
/** From as many on a word counts as common, whatever there are beyond. */
const commonFrom = 2_000;
/** So many accounts are judged one by one rather than looked for among a common word's. */
const fewAccounts = 2_000;

/** Words to be found, the one that fewest terms begin with in front, and the account whose id or openid was typed. */
interface Wanted {
  words: string[];
  id: number | undefined;
}

/** Which way to read, from where, and how many are enough. */
interface Reading {
  from: TermKey | undefined;
  direction: 'asc' | 'desc';
  most: number;
}

/** What was found, in the order of reading, and how far was read; undefined where nothing lies beyond. */
interface Found {
  keys: TermKey[];
  readThrough: TermKey | undefined;
}

/**
 * One page of the accounts that have, for each word of the text, a term that begins with it, and pass the filters: by
 * the first such term of its rarest word each account has one place in the list, exact matches first. A number that is
 * an id goes before them all, and so does an openid.
 */
export async function searchIds(db: Db, query: AccountQuery, page: PageRequest): Promise<ListedIds> {
  const wanted = await understand(db, query);
  const from = page.from?.by === 'term' ? { term: page.from.term, id: page.from.id } : undefined;
  const reading: Reading = { from, direction: page.direction === 'forward' ? 'asc' : 'desc', most: page.limit + 1 };
  const { keys, readThrough } = await findKeys(db, query, wanted, reading);
  const shown = keys.slice(0, page.limit);
  const ahead = keys.length > shown.length ? toKey(shown.at(-1)) : toKey(readThrough);
  const behind = from ? toKey(shown[0] ?? placeBeyond(from, reading.direction)) : null;
  const ids = shown.map(({ id }) => id);
  return page.direction === 'forward'
    ? { ids, next: ahead, previous: behind }
    : { ids: ids.reverse(), next: behind, previous: ahead };
}

/** Whether a text says anything to search for. */
export function isSearch(text: string | undefined): text is string {
  return text !== undefined && wordsOf(text).length > 0;
}

async function understand(db: Db, { text = '', ...filters }: AccountQuery): Promise<Wanted> {
  const typed = text.normalize('NFKC').trim();
  const [, hash, digits] = /^(#?)([1-9]\d{0,14})$/.exec(typed) ?? [];
  const key = digits === undefined ? openidShape.test(typed) && { openid: typed } : { id: Number(digits) };
  const id = key ? await findAmong(db, key, filters) : undefined;
  return { id, words: hash === '#' ? [] : await rarestFirst(db, wordsOf(text)) };
}

async function rarestFirst(db: Db, words: string[]): Promise<string[]> {
  if (words.length < 2) return words;
  const counted = await Promise.all(
    words.map(async (word) => ({ word, count: await countTerms(db, word, commonFrom) })),
  );
  return counted
    .sort((one, other) => one.count - other.count || other.word.length - one.word.length)
    .map(({ word }) => word);
}

/** The typed id stands where an empty term would: before all others. */
async function findKeys(db: Db, filters: AccountFilters, wanted: Wanted, reading: Reading): Promise<Found> {
  const found = wanted.words.length > 0 ? await findByWords(db, filters, wanted, reading) : nothing;
  const own = wanted.id === undefined ? undefined : { term: '', id: wanted.id };
  if (!own || !isBeyond(own, reading)) return found;
  if (reading.direction === 'asc') return { ...found, keys: [own, ...found.keys] };
  return found.readThrough ? found : { ...found, keys: [...found.keys, own] };
}

const nothing: Found = { keys: [], readThrough: undefined };

/** Most often a page is found soon; where it is not, what was read in vain is half of all. */
const nextSize = (size: number): number => Math.min(size * 2, batchSize);

async function findByWords(db: Db, filters: AccountFilters, wanted: Wanted, reading: Reading): Promise<Found> {
  const { direction, most } = reading;
  const keys: TermKey[] = [];
  let range = narrow(beginningWith(wanted.words[0] as string), reading.from, direction);
  const mayRead = (): number => (keys.length > 0 ? mostTerms : mostTermsForNothing);
  for (let read = 0, size = Math.min(most * 2, batchSize); read < mayRead(); read += size, size = nextSize(size)) {
    const end = await findEnd(db, range, direction, size);
    for (const candidate of await listCandidates(db, end ? upTo(range, end, direction) : range, direction, filters)) {
      const key = { term: candidate.term, id: candidate.id };
      if (keyOf(candidate, wanted)?.term === key.term) keys.push(key);
    }
    if (!end || keys.length >= most) return { keys, readThrough: end };
    const few = read === 0 && isFiltered(filters) ? await findAmongFew(db, filters, wanted, reading) : undefined;
    if (few) return { keys: few, readThrough: undefined };
    range = narrow(range, end, direction);
    await nextTurn();
  }
  return { keys, readThrough: direction === 'asc' ? range.after : range.before };
}

/** What is left of the range beyond a key. */
function narrow(range: TermRange, from: TermKey | undefined, direction: 'asc' | 'desc'): TermRange {
  if (!from) return range;
  // A list's beginning may lie before the range: the place of a typed id does.
  if (direction === 'asc') return compareKeys(from, range.after) > 0 ? { ...range, after: from } : range;
  return compareKeys(from, range.before) < 0 ? { ...range, before: from } : range;
}

/** The range as far as a key, with that. */
function upTo(range: TermRange, { term, id }: TermKey, direction: 'asc' | 'desc'): TermRange {
  return direction === 'asc' ? { ...range, before: { term, id: id + 1 } } : { ...range, after: { term, id: id - 1 } };
}

/** Where the filters leave few accounts, all that are left of them; undefined where they leave many. */
async function findAmongFew(
  db: Db,
  filters: AccountFilters,
  wanted: Wanted,
  reading: Reading,
): Promise<TermKey[] | undefined> {
  const ids = await findFewIds(db, filters, fewAccounts);
  if (!ids) return undefined;
  const sign = reading.direction === 'asc' ? 1 : -1;
  const keys: TermKey[] = [];
  for (let start = 0; start < ids.length; start += batchSize) {
    for (const candidate of await findCandidates(db, ids.slice(start, start + batchSize))) {
      const key = keyOf(candidate, wanted);
      if (key && isBeyond(key, reading)) keys.push(key);
    }
    await nextTurn();
  }
  return keys.sort((one, other) => sign * compareKeys(one, other));
}

/** An account's one place in the list; undefined where it is not to be found. */
function keyOf(candidate: Candidate, { words, id }: Wanted): TermKey | undefined {
  const [rarest = '', ...others] = words;
  const haystack = haystackOf(candidate);
  if (candidate.id === id || !words.every((word) => haystack.includes(word))) return undefined;
  const terms = [...termsOf(candidate)];
  if (!others.every((word) => terms.some((term) => term.startsWith(word)))) return undefined;
  const [first] = terms.filter((term) => term.startsWith(rarest)).sort(compareTerms);
  return first === undefined ? undefined : { term: first, id: candidate.id };
}

function isBeyond(key: TermKey, { from, direction }: Pick<Reading, 'from' | 'direction'>): boolean {
  return !from || (direction === 'asc' ? compareKeys(key, from) > 0 : compareKeys(key, from) < 0);
}

function compareKeys(one: TermKey, other: TermKey): number {
  return compareTerms(one.term, other.term) || one.id - other.id;
}

function toKey(key: TermKey | undefined): AccountKey | null {
  return key ? { by: 'term', ...key } : null;
}
