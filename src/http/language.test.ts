import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf, wishedLanguage } from './language.ts';

const wished = (header: string) => wishedLanguage({ 'accept-language': header });

test('of our languages the one is taken that is liked best, of equal ones the first', () => {
  assert.equal(wished('zh-CN,zh;q=0.9,en;q=0.8'), 'zh');
  assert.equal(wished('fr, en;q=0.4, ZH-hans-cn ; q=0.5'), 'zh');
  assert.equal(wished(' en-GB , zh'), 'en');
  assert.equal(wished('\tzh\t;\tq=1.0\t'), 'zh');
  assert.equal(wished('zh;q=0, en;q=0.001'), 'en');
});

test('what names none of ours, or is no wish, is none', () => {
  for (const header of ['', 'fr', '*', 'zhx', 'zh;q=2', 'zh;q=0.5;x', 'zh q=1', 'zh-', 'zh;q=0']) {
    assert.equal(wished(header), undefined, header);
  }
  assert.equal(wishedLanguage({}), undefined);
  assert.equal(languageOf({}), 'en');
});

test('many blanks are read in one pass: every request of every contract is asked for its language', () => {
  const before = process.cpuUsage();
  assert.equal(wished(`zh${' '.repeat(120_000)}x`), undefined);
  assert.equal(wished(`zh${' '.repeat(120_000)};${' '.repeat(120_000)}x`), undefined);
  // A square of them would take many seconds.
  assert.ok(process.cpuUsage(before).user < 1_000_000);
});
