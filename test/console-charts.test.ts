import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTicks, spreadLabels } from '../console/src/charts/scale.ts';

test('chart: an axis begins at 0, has few round whole numbers, and ends at or above the highest value', () => {
  assert.deepEqual(roundTicks(0), [0, 1]);
  assert.deepEqual(roundTicks(3), [0, 1, 2, 3]);
  assert.deepEqual(roundTicks(10), [0, 5, 10]);
  assert.deepEqual(roundTicks(97), [0, 25, 50, 75, 100]);
  assert.deepEqual(roundTicks(1_234), [0, 500, 1_000, 1_500]);
  for (let most = 1; most < 5_000_000; most = Math.ceil(most * 1.37)) {
    const ticks = roundTicks(most);
    assert.ok(ticks.length <= 6 && (ticks.at(-1) ?? 0) >= most, `${most}: ${ticks}`);
  }
});

test('chart: labels of an axis do not touch, and fall on whole days where they should', () => {
  assert.deepEqual(spreadLabels(24, 600, 50), [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]);
  assert.deepEqual(spreadLabels(28, 300, 50, 4), [0, 8, 16, 24]);
  assert.deepEqual(spreadLabels(3, 600, 50), [0, 1, 2]);
  assert.deepEqual(spreadLabels(0, 600, 50), []);
  assert.deepEqual(spreadLabels(30, 40, 50), [0]);
});
