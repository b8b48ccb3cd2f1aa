import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { until } from '../../test/support/until.ts';
import { createGathering } from './gathering.ts';

/** A gathering whose sendings end when the test says so. */
function openGathering() {
  const sent: number[][] = [];
  const ends: Array<() => void> = [];
  const gathering = createGathering<number>((all) => {
    sent.push([...all]);
    return new Promise((resolve) => ends.push(resolve));
  });
  return { gathering, sent, endFirst: () => ends.shift()?.() };
}

test('what is asked for in one turn of the event loop goes together, and what comes in the next goes after it', async () => {
  const { gathering, sent } = openGathering();
  for (const asked of [1, 2, 3]) gathering.add(asked);
  assert.deepEqual(sent, []);
  await nextTurn();
  gathering.add(4);
  await nextTurn();
  assert.deepEqual(sent, [[1, 2, 3], [4]]);
});

test('while two are on their way all others are gathered, and go as soon as one of them is back', async () => {
  const { gathering, sent, endFirst } = openGathering();
  for (const asked of [1, 2]) {
    gathering.add(asked);
    await nextTurn();
  }
  for (const asked of [3, 4, 5]) gathering.add(asked);
  endFirst();
  await nextTurn();
  assert.deepEqual(sent, [[1], [2], [3, 4, 5]]);
});

test('where none of them comes back, the others go all the same', async () => {
  const { gathering, sent } = openGathering();
  for (const asked of [1, 2, 3]) {
    gathering.add(asked);
    await nextTurn();
  }
  await until(() => sent.length === 3);
  assert.deepEqual(sent, [[1], [2], [3]]);
});
