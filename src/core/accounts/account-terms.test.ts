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
  assert.deepEqual(termsWith({ display_name: "Seán O'Brien" }), ['brien', "o'brien", 'sean']);
  assert.deepEqual(termsWith({ display_name: 'Lily王' }), ['lily王', '王'].sort());
  assert.deepEqual(termsWith({ display_name: '김철수' }), ['김철수', '수', '철수'].sort());
});

test('terms: neither case nor accents matter, in names and in what is typed', () => {
  for (const [name, typed] of [
    ['José Müller', 'jose muller'],
    ['Jose\u0301 Mu\u0308ller', 'JOSÉ MÜLLER'],
    ['Łukasz Sørensen Þór', 'lukasz sorensen thor'],
    ['Straße STRAẞE', 'strasse strasse'],
    ['İbrahim Yıldız', 'ibrahim yildiz'],
    ['ibrahim yildiz', 'İBRAHİM YILDIZ'],
    ['ΟΔΥΣΣΕΎΣ', 'οδυσ'],
    ['Ёлкин', 'елкин'],
    ['ﬁnn Ⅷ', 'FINN viii'],
    ['محمّد', 'محمد'],
    ['김철수', '김철수'],
  ] as const) {
    const terms = termsWith({ display_name: name });
    for (const word of wordsOf(typed))
      assert.ok(
        terms.some((term) => term.startsWith(word)),
        `${name}: ${word} ${terms}`,
      );
  }
  assert.deepEqual(wordsOf('ガ'), ['ガ'], 'which is another letter than カ');
});

test('terms: a phone is found by all its digits, those without the area, and the last four', () => {
  assert.deepEqual(termsWith({ phone: '+8613800138000', phone_area: '86' }), ['13800138000', '8000', '8613800138000']);
  assert.deepEqual(termsWith({ phone: '+12025550123', phone_area: '1' }), ['0123', '12025550123', '2025550123']);
  assert.deepEqual(termsWith({ pending_phone: '+8613800138000' }), ['13800138000', '8000', '8613800138000']);
});

test('terms: a foreign phone is found as it is dialled at home', () => {
  const british = { phone: '+442079460958', phone_area: '44' };
  assert.deepEqual(termsWith(british), ['02079460958', '0958', '2079460958', '442079460958']);
  for (const text of ['020 7946 0958', '(020) 7946 0958', '0207946', '+44 (0)20 7946 0958', '0044 20 7946 0958']) {
    const [word = ''] = wordsOf(text);
    assert.ok(
      termsWith(british).some((term) => term.startsWith(word)),
      text,
    );
    assert.ok(haystackOf({ ...nobody, ...british }).includes(word), text);
  }
  // Where the zero is part of the number.
  assert.deepEqual(termsWith({ phone: '+390669812345', phone_area: '39' }), ['0669812345', '2345', '390669812345']);
});

test('terms: an e-mail is found whole, from each part on and by its domain, also one that waits for its proof', () => {
  const terms = ['a.b@example.com', 'b@example.com', 'example.com'];
  assert.deepEqual(termsWith({ email: 'a.b@example.com' }), terms);
  assert.deepEqual(termsWith({ pending_email: 'a.b@example.com' }), terms);
});

test('terms: an e-mail is found by the parts of its name, of which few count', () => {
  assert.deepEqual(termsWith({ email: 'john.doe_x-1+news@a.cn' }), [
    '1+news@a.cn',
    'a.cn',
    'doe_x-1+news@a.cn',
    'john.doe_x-1+news@a.cn',
    'news@a.cn',
    'x-1+news@a.cn',
  ]);
  assert.equal(termsWith({ email: 'a.b.c.d.e.f.g.h.i.j@a.cn' }).length, 8);
});

test('terms: of the longest names and addresses there are few and short ones, of whole characters', () => {
  const terms = termsWith({
    display_name: '𠮷'.repeat(500),
    real_name: `${'a '.repeat(500)}`,
    handle: 'x-'.repeat(500),
    email: `${'e.'.repeat(32)}@${'d'.repeat(60)}.${'f'.repeat(60)}.com`,
  });
  assert.ok(terms.length <= 85, `${terms.length} terms`);
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
    email: 'a.x@b.cn',
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
