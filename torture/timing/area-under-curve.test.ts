import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaUnderCurve } from './area-under-curve.ts';

test('the area under the curve is half where nothing tells two apart, and whole where one value does', () => {
  assert.equal(areaUnderCurve([1, 2, 3], [4, 5]), 1);
  assert.equal(areaUnderCurve([4, 5], [1, 2, 3]), 0);
  assert.equal(areaUnderCurve([1, 2, 3], [1, 2, 3]), 0.5);
  assert.equal(areaUnderCurve([7, 7], [7]), 0.5);
  assert.equal(areaUnderCurve([1, 3], [2]), 0.5);
  assert.equal(areaUnderCurve([1, 2], [2, 3]), 0.875);
});
