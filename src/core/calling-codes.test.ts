import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numberFor, parseCallingCodes, parseCallingCodeTable, printCallingCodeTable } from './calling-codes.ts';

const prices = { maximum: 1000, fractions: true };
const budgets = { maximum: 1000, fractions: false };

test('calling codes: a table is read as people write it, kept in one form, and has a number for every code', () => {
  const table = parseCallingCodeTable(' 86=0.045, +1 = 0.06,*=0.5', prices) ?? assert.fail();
  assert.equal(printCallingCodeTable(table), '86=0.045,1=0.06,*=0.5');
  assert.deepEqual(
    ['86', '1', '852'].map((code) => numberFor(table, code)),
    [0.045, 0.06, 0.5],
  );
});

test('calling codes: what is no table is none', () => {
  for (const text of [
    '',
    '86=1',
    '*',
    '*=',
    '*=-1',
    '*=1e3',
    '*=1001',
    '*=0.0000001',
    '*=1,*=2',
    '086=1,*=1',
    '86=1=2,*=1',
    'x=1,*=1',
    '*=1,',
  ]) {
    assert.equal(parseCallingCodeTable(text, prices), undefined, text);
  }
  assert.equal(parseCallingCodeTable('*=0.5', budgets), undefined);
});

test('calling codes: a list names each once', () => {
  assert.deepEqual(parseCallingCodes('86, +852,1'), ['86', '852', '1']);
  for (const text of ['', '86,', '86,86', '0', '12345', '*', '86 852'])
    assert.equal(parseCallingCodes(text), undefined, text);
});
