import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBoundedReader } from './bounded-reader.ts';

function openReader(read: () => Promise<number>, { maxAgeMs = 0, withinMs = 20 } = {}) {
  const failed = { times: 0 };
  const reader = createBoundedReader(read, {
    maxAgeMs,
    withinMs,
    onFailure() {
      failed.times += 1;
    },
  });
  return { reader, failed };
}

test('bounded reader: what hangs is not waited for, asked no second time while it hangs, and one failure for all who ask at once', async () => {
  let asked = 0;
  const hanging = Promise.withResolvers<number>();
  const { reader, failed } = openReader(() => {
    asked += 1;
    return hanging.promise;
  });
  assert.deepEqual(await Promise.all([reader(), reader()]), [undefined, undefined]);
  assert.equal(await reader(), undefined);
  assert.deepEqual([asked, failed.times], [1, 2]);
  const late = reader();
  hanging.resolve(7);
  assert.equal(await late, 7);
});

test('bounded reader: what fails is nothing, and asked anew the next time', async () => {
  let asked = 0;
  const { reader, failed } = openReader(async () => {
    asked += 1;
    if (asked === 1) throw new Error('not now');
    return asked;
  });
  assert.deepEqual([await reader(), await reader(), failed.times], [undefined, 2, 1]);
});

test('bounded reader: an answer stands for its time, and is shared by all who ask meanwhile', async () => {
  let asked = 0;
  const { reader } = openReader(
    async () => {
      asked += 1;
      return asked;
    },
    { maxAgeMs: 60_000 },
  );
  assert.deepEqual(await Promise.all([reader(), reader()]), [1, 1]);
  assert.equal(await reader(), 1);
});
