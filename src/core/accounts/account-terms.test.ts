import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareTerms, type Findable, haystackOf, termsOf, wordsOf } from './account-terms.ts';

const nobody: Findable = {
  handle: null,
  phone: null,
  phone_area: null,
  pending_phone: null,
  email: null,
  pending_email: null,
  display_name: '',
  real_name: '',
};
const termsWith = (values: Partial<Findable>): string[] => [...termsOf({ ...nobody, ...values })].sort();

test('terms: a handle is found whole and from each part on, however it is written', () => {
  assert.deepEqual(termsWith({ handle: 'Zhang_San-2020' }), ['2020', 'san-2020', 'zhang_san-2020']);
  assert.deepEqual(termsWith({ handle: 'ＡＢ' }), ['ab']);
  assert.deepEqual(termsWith({ handle: '_x' }), ['_x', 'x']);
  assert.deepEqual(termsWith({ handle: 'Straße' }), ['strasse']);
});

test('terms: a name is found from each word on, in Chinese, Japanese and Korean from each character on', () => {
  assert.deepEqual(termsWith({ real_name: '张小明' }), ['小明', '张小明', '明'].sort());
  assert.deepEqual(termsWith({ display_name: "Seán O'Brien" }), ['brien', "o'brien", 'seán']);
  assert.deepEqual(termsWith({ display_name: 'Lily王' }), ['lily王', '王'].sort());
  assert.deepEqual(termsWith({ display_name: '김철수' }), ['김철수', '수', '철수'].sort());
});

test('terms: a phone is found by all its digits, those without the area, and the last four', () => {
  assert.deepEqual(termsWith({ phone: '+8613800138000', phone_area: '86' }), ['13800138000', '8000', '8613800138000']);
  assert.deepEqual(termsWith({ phone: '+12025550123', phone_area: '1' }), ['0123', '12025550123', '2025550123']);
  assert.deepEqual(termsWith({ pending_phone: '+8613800138000' }), ['13800138000', '8000', '8613800138000']);
});

test('terms: an e-mail is found whole and by its domain, also one that waits for its proof', () => {
  const terms = ['a.b@example.com', 'example.com'];
  assert.deepEqual(termsWith({ email: 'a.b@example.com' }), terms);
  assert.deepEqual(termsWith({ pending_email: 'a.b@example.com' }), terms);
});

test('terms: of the longest names and addresses there are few and short ones, of whole characters', () => {
  const terms = termsWith({
    display_name: '𠮷'.repeat(500),
    real_name: `${'a '.repeat(500)}`,
    handle: 'x-'.repeat(500),
    email: `${'e'.repeat(64)}@${'d'.repeat(60)}.${'f'.repeat(60)}.com`,
  });
  assert.ok(terms.length <= 80, `${terms.length} terms`);
  for (const term of terms) assert.ok([...term].length <= 64 && term.isWellFormed(), term);
});

test('terms: what cannot be stored as it is counts as what is stored', () => {
  for (const term of termsWith({ display_name: 'a\ud800b \u0000c' })) assert.ok(term.isWellFormed());
});

test('words: a phone is one word, however it is grouped', () => {
  for (const text of ['+86 138-0013 8000', '008613800138000', '(86) 13800138000', '＋８６ １３８００１３８０００']) {
    assert.deepEqual(wordsOf(text), ['8613800138000'], text);
  }
  assert.deepEqual(wordsOf('138 0013'), ['1380013']);
  assert.deepEqual(wordsOf('12-34'), ['12-34'], 'a handle may look like that');
});

test('words: they are folded like terms, without repetitions, and few', () => {
  assert.deepEqual(wordsOf('  Ｌi   WEI li '), ['li', 'wei']);
  assert.deepEqual(wordsOf('@Example.com'), ['example.com']);
  assert.deepEqual(wordsOf('   @ '), []);
  assert.equal(wordsOf('a b c d e f g h').length, 6);
});

test('terms: each is a part of the haystack, so that what lacks a word is passed over at once', () => {
  const account = {
    ...nobody,
    handle: 'Straße_Ⅷ',
    phone: '+8613800138000',
    phone_area: '86',
    pending_phone: '+12025550123',
    email: 'a@b.cn',
    pending_email: 'c@d.cn',
    display_name: 'ΟΔΥΣΣΕΥΣ ﬁ',
    real_name: '张小明',
  };
  const haystack = haystackOf(account);
  for (const term of termsOf(account)) assert.ok(haystack.includes(term), term);
});

test('terms: they compare as their bytes do, which is how the database sorts them', () => {
  const terms = ['a', 'z', '\uffee', '\u{20bb7}', '张', 'ab'];
  const byBytes = [...terms].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
  assert.deepEqual([...terms].sort(compareTerms), byBytes);
  assert.notDeepEqual([...terms].sort(), byBytes, 'JavaScript sorts otherwise');
});
