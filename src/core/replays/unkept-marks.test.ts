import assert from 'node:assert/strict';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, mock, test } from 'node:test';
import { createUnkeptMarks } from './unkept-marks.ts';

const start = 1_700_000_000_000;
const later = start + 600_000;

afterEach(() => {
  mock.timers.reset();
  syncBuiltinESMExports();
});

/** What is asked to be kept, while time passes only where a test says so. */
function open() {
  mock.timers.enable({ apis: ['setTimeout'] });
  // What was imported by its name is not the mocked one before that.
  syncBuiltinESMExports();
  const clock = { at: start, now: () => clock.at };
  const asked: Array<[key: string, expiresAt: number]> = [];
  const database = { answers: false };
  const marks = createUnkeptMarks({
    clock,
    async keep(key, expiresAt) {
      asked.push([key, expiresAt]);
      if (!database.answers) throw new Error('the database does not answer');
    },
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
  };
  const pass = async (milliseconds: number) => {
    mock.timers.tick(milliseconds);
    await settle();
    return asked.splice(0).map(([key]) => key);
  };
  return { clock, database, marks, asked, pass, settle };
}

test('unkept marks: one is tried again after 250 ms, then after twice as long each time, at last every four seconds', async () => {
  const { marks, pass, database } = open();
  marks.add('key', later);
  for (const pauseMs of [250, 500, 1_000, 2_000, 4_000, 4_000, 4_000]) {
    assert.deepEqual(await pass(pauseMs - 1), [], `before ${pauseMs} ms`);
    assert.deepEqual(await pass(1), ['key'], `after ${pauseMs} ms`);
    assert.ok(marks.has('key'));
  }
  database.answers = true;
  assert.deepEqual(await pass(4_000), ['key']);
  assert.ok(!marks.has('key'));
  assert.deepEqual(await pass(60_000), [], 'what is kept is not tried again');
});

test('unkept marks: where the first one fails the others are not tried, and later all are kept as they were to be', async () => {
  const { marks, asked, pass, settle, database } = open();
  for (const key of ['a', 'b', 'c']) marks.add(key, later);
  assert.deepEqual(await pass(250), ['a']);
  database.answers = true;
  mock.timers.tick(500);
  await settle();
  assert.deepEqual(asked, [
    ['a', later],
    ['b', later],
    ['c', later],
  ]);
  assert.ok(!['a', 'b', 'c'].some((key) => marks.has(key)));
});

test('unkept marks: one that comes after all were kept is tried after 250 ms again', async () => {
  const { marks, pass, database } = open();
  marks.add('key', later);
  await pass(250);
  database.answers = true;
  await pass(500);
  marks.add('next', later);
  assert.deepEqual(await pass(250), ['next']);
});

test('unkept marks: one that has expired is forgotten untried, to the millisecond', async () => {
  const { clock, marks, pass } = open();
  marks.add('first', start + 1_000);
  marks.add('second', later);
  clock.at = start + 999;
  assert.deepEqual(await pass(250), ['first']);
  clock.at = start + 1_000;
  assert.deepEqual(await pass(500), ['second']);
  assert.deepEqual([marks.has('first'), marks.has('second')], [false, true]);
});

test('unkept marks: stopping tries at once and once; what then comes is not taken any more', async () => {
  const { marks, asked, pass } = open();
  marks.add('key', later);
  await marks.stop();
  assert.deepEqual(asked.splice(0), [['key', later]]);
  marks.add('too late', later);
  assert.ok(!marks.has('too late'));
  assert.deepEqual(await pass(60_000), []);
});

test('unkept marks: stopping keeps all where the database answers, and is done at once where nothing is left', async () => {
  const { marks, asked, database } = open();
  database.answers = true;
  for (const key of ['a', 'b']) marks.add(key, later);
  await marks.stop();
  assert.deepEqual(
    asked.map(([key]) => key),
    ['a', 'b'],
  );
  await marks.stop();
});

test('unkept marks: ten thousand are remembered, and no more', async () => {
  const { marks } = open();
  for (let count = 0; count <= 10_000; count += 1) marks.add(`key ${count}`, later);
  assert.deepEqual([marks.has('key 9999'), marks.has('key 10000')], [true, false]);
  await marks.stop();
});
