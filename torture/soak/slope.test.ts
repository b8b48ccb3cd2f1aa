import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slopeOf } from './slope.ts';

test('the slope is that of the line through the readings, and nothing where they only swing', () => {
  assert.equal(
    slopeOf([
      [0, 5],
      [1, 7],
      [2, 9],
    ]),
    2,
  );
  assert.equal(
    slopeOf([
      [0, 1],
      [1, 3],
      [2, 3],
      [3, 1],
    ]),
    0,
  );
  assert.equal(
    slopeOf([
      [2, 4],
      [4, 3],
    ]),
    -0.5,
  );
  assert.equal(slopeOf([[3, 9]]), 0);
});
