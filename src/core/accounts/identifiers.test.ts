import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  handleKeyOf,
  looksLikeOtherIdentifier,
  nationalNumber,
  parseEmail,
  parseIdentifier,
  parsePhone,
} from './identifiers.ts';

test('one mainland mobile number is one phone, however it is written', () => {
  const written = [
    '18656660930',
    '+8618656660930',
    '008618656660930',
    '186 5666 0930',
    '186-5666-0930',
    '１８６５６６６０９３０',
  ];
  for (const text of written) {
    assert.deepEqual(parsePhone(text), { e164: '+8618656660930', area: '86' }, text);
  }
  for (const area of ['86', '+86', '0086']) assert.equal(parsePhone('18656660930', area)?.e164, '+8618656660930', area);
});

test('a mainland number that is no mobile one, or a text with anything else, is no phone', () => {
  for (const text of ['12345678901', '1865666093', '186566609300', '0551-1234567', 'abc', '', '+', '1865666093a']) {
    assert.equal(parsePhone(text), undefined, text);
  }
});

test('a foreign number is read in its area, with or without its trunk zero', () => {
  assert.deepEqual(parsePhone('07911123456', '44'), { e164: '+447911123456', area: '44' });
  assert.deepEqual(parsePhone('91234567', '852'), { e164: '+85291234567', area: '852' });
  assert.equal(nationalNumber({ e164: '+85291234567', area: '852' }), '91234567');
  assert.equal(parsePhone('123', '44'), undefined);
  assert.equal(parsePhone('18656660930', '0'), undefined);
});

test('an e-mail is folded to one spelling, and what is none is refused', () => {
  assert.equal(parseEmail(' Foo.Bar@Example.COM '), 'foo.bar@example.com');
  for (const text of [
    'a@b',
    'a b@c.de',
    'a@@c.de',
    '@c.de',
    'ａ@c.de',
    `${'a'.repeat(65)}@c.de`,
    'a@-c.de',
    'a@c..de',
  ]) {
    assert.equal(parseEmail(text), undefined, text);
  }
});

test('handles that differ in case or width are the same', () => {
  for (const text of ['Admin', 'ADMIN', 'ａｄｍｉｎ']) assert.equal(handleKeyOf(text), 'admin');
  assert.equal(handleKeyOf('Straße'), handleKeyOf('STRASSE'));
  assert.notEqual(handleKeyOf('小灰'), handleKeyOf('小黑'));
});

test('a handle that a sign-in would take for a phone or an e-mail is told apart', () => {
  for (const handle of [
    '18656660930',
    '+8618656660930',
    '186-5666-0930',
    '１８６５６６６０９３０',
    'a@b.cn',
    'a＠b.cn',
  ]) {
    assert.ok(looksLikeOtherIdentifier(handle), handle);
  }
  for (const handle of ['test', 'tige1200', '123456', '小灰_2020', 'a-1']) {
    assert.ok(!looksLikeOtherIdentifier(handle), handle);
    assert.equal(parseIdentifier(handle)?.kind, 'handle');
  }
});

test('what looks like a phone or an e-mail but is none identifies nobody', () => {
  assert.equal(parseIdentifier('12345678901'), undefined);
  assert.equal(parseIdentifier('no@where'), undefined);
});
