import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRegistry } from './registry.ts';

test('registry: counters and gauges are printed with their labels, each combination once', async () => {
  const registry = createRegistry();
  const asked = registry.counter({ name: 'asked_total', help: 'Asked.', labels: ['by', 'how'] });
  asked.of('one', 'now').add();
  asked.of('one', 'now').add(2);
  asked.of('two', 'now').add();
  const waiting = registry.gauge({ name: 'waiting', help: 'Waiting.' });
  waiting.of().add(3);
  waiting.of().add(-1);
  assert.deepEqual((await registry.print()).split('\n'), [
    '# HELP asked_total Asked.',
    '# TYPE asked_total counter',
    'asked_total{by="one",how="now"} 3',
    'asked_total{by="two",how="now"} 1',
    '# HELP waiting Waiting.',
    '# TYPE waiting gauge',
    'waiting 2',
    '',
  ]);
});

test('registry: a histogram counts what is not above a bound, and everything in the last bucket', async () => {
  const registry = createRegistry();
  const took = registry.histogram({ name: 'took_seconds', help: 'Took.', labels: ['what'], buckets: [0.1, 1] });
  for (const value of [0.1, 0.11, 1, 30]) took.of('x').observe(value);
  assert.deepEqual((await registry.print()).split('\n').slice(2, -1), [
    'took_seconds_bucket{what="x",le="0.1"} 1',
    'took_seconds_bucket{what="x",le="1"} 3',
    'took_seconds_bucket{what="x",le="+Inf"} 4',
    'took_seconds_sum{what="x"} 31.21',
    'took_seconds_count{what="x"} 4',
  ]);
});

test('registry: what a label or a help text holds breaks out of neither', async () => {
  const registry = createRegistry();
  registry
    .gauge({ name: 'odd', help: 'Two\nlines \\ one', labels: ['l'] })
    .of('a"} 1\nforged 2 \\')
    .set(0);
  const lines = (await registry.print()).trimEnd().split('\n');
  assert.equal(lines.length, 3);
  assert.equal(lines[0], '# HELP odd Two\\nlines \\\\ one');
  assert.equal(lines[2], 'odd{l="a\\"} 1\\nforged 2 \\\\"} 0');
});

test('registry: what is read at the print is read each time, and nothing is printed where there is nothing', async () => {
  const registry = createRegistry();
  let size = 0;
  registry.observed({ name: 'size', help: 'Size.', labels: ['of'], type: 'gauge' }, async () =>
    size === 0 ? [] : [['pool', size]],
  );
  assert.doesNotMatch(await registry.print(), /^size/m);
  size = 4;
  assert.match(await registry.print(), /^size\{of="pool"\} 4$/m);
});

test('registry: a name stands for one family, which has as many labels as it says', () => {
  const registry = createRegistry();
  const family = registry.counter({ name: 'a_total', help: 'A.', labels: ['x'] });
  assert.throws(() => registry.gauge({ name: 'a_total', help: 'A.' }), /registered already/);
  assert.throws(() => family.of('1', '2'), /has the labels x/);
});
