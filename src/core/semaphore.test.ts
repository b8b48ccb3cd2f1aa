import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeyedSemaphore, createSemaphore } from './semaphore.ts';

/** Work that ends when it is told to. */
function createWork() {
  const ends: Array<() => void> = [];
  const started: number[] = [];
  const work = (index: number) => async () => {
    started.push(index);
    await new Promise<void>((resolve) => ends.push(resolve));
  };
  return { ends, started, work };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('semaphore: so many run at once, the others in the order of their coming, and beyond the line nobody', async () => {
  const { ends, started, work } = createWork();
  const semaphore = createSemaphore(2, 2, () => new Error('full'));
  const runs = [0, 1, 2, 3].map((index) => semaphore.run(work(index)));
  await assert.rejects(semaphore.run(work(4)), { message: 'full' });
  assert.deepEqual(started, [0, 1]);
  ends[0]?.();
  await settle();
  assert.deepEqual(started, [0, 1, 2]);
  for (const index of [1, 2, 3]) {
    ends[index]?.();
    await settle();
  }
  await Promise.all(runs);
  assert.deepEqual(started, [0, 1, 2, 3]);
});

test('semaphore: work that fails gives its place to the next', async () => {
  const semaphore = createSemaphore(1, 1, () => new Error('full'));
  const failing = semaphore.run(() => Promise.reject(new Error('broken')));
  const next = semaphore.run(async () => 'done');
  await assert.rejects(failing, { message: 'broken' });
  assert.equal(await next, 'done');
  assert.equal(await semaphore.run(async () => 'again'), 'again');
});

test('semaphore: keys do not wait for each other', async () => {
  const { ends, started, work } = createWork();
  const semaphore = createKeyedSemaphore(1, 0, () => new Error('full'));
  const runs = [semaphore.run('a', work(0)), semaphore.run('b', work(1))];
  await assert.rejects(semaphore.run('a', work(2)), { message: 'full' });
  assert.deepEqual(started, [0, 1]);
  for (const end of ends) end();
  await Promise.all(runs);
  assert.equal(await semaphore.run('a', async () => 'free'), 'free');
});
