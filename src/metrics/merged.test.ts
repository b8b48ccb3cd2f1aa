import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergePrinted } from './merged.ts';

const printed = (value: number, more = '') =>
  ['# HELP a_total What.', '# TYPE a_total counter', `a_total ${value}`, `a_total{le="x\\"y"} ${value}`, more, ''].join(
    '\n',
  );

test('metrics of several workers: each family once, each number under its worker', () => {
  const b = ['# HELP b Other.', '# TYPE b gauge', 'b{pool="primary"} 1'].join('\n');
  const merged = mergePrinted([
    { index: 2, text: printed(20, b) },
    { index: 1, text: printed(10) },
  ]);
  assert.deepEqual(merged.split('\n'), [
    '# HELP a_total What.',
    '# TYPE a_total counter',
    'a_total{worker="1"} 10',
    'a_total{worker="1",le="x\\"y"} 10',
    'a_total{worker="2"} 20',
    'a_total{worker="2",le="x\\"y"} 20',
    '# HELP b Other.',
    '# TYPE b gauge',
    'b{worker="2",pool="primary"} 1',
    '',
  ]);
});
