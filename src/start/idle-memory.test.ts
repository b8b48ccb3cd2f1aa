import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { until } from '../../test/support/until.ts';
import { releaseIdleMemory } from './idle-memory.ts';

test('an idle process gives back what it holds no longer, once', async () => {
  setFlagsFromString('--expose-gc');
  const collect: NonNullable<typeof globalThis.gc> = runInNewContext('gc');
  let collected = 0;
  globalThis.gc = ((options: object) => {
    collected += 1;
    return collect(options);
  }) as NonNullable<typeof globalThis.gc>;
  let held: object[] = Array.from({ length: 1_500_000 }, (_, number) => ({ number }));
  const loadedBytes = process.memoryUsage().heapTotal;
  assert.equal(held.length, 1_500_000);
  held = [];
  releaseIdleMemory();
  await until(() => collected > 0);
  assert.ok(process.memoryUsage().heapTotal < loadedBytes / 2);
  const lastAt = Date.now();
  await until(() => Date.now() - lastAt > 4_500);
  assert.equal(collected, 1);
});
