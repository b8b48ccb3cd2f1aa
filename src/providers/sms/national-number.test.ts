import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeNationalNumber } from './national-number.ts';

test('a number of another country is never written as the mainland number of somebody else', () => {
  assert.equal(writeNationalNumber('+8613453433363'), '13453433363');
  assert.equal(writeNationalNumber('+13453433363'), '0013453433363');
  assert.equal(writeNationalNumber('+14155550100'), '0014155550100');
  assert.equal(writeNationalNumber('+85251234567'), '85251234567');
  assert.equal(writeNationalNumber('+12125550100'), '12125550100');
});
