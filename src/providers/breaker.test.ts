import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Breaker, createBreaker, type Pass } from './breaker.ts';

function open() {
  const clock = { at: 0 };
  const turns: string[] = [];
  const breaker = createBreaker({
    failuresToOpen: 3,
    openMs: 30_000,
    now: () => clock.at,
    onTurn: (state) => turns.push(state),
  });
  return { clock, turns, breaker };
}

const enter = (breaker: Breaker): Pass => breaker.enter() ?? assert.fail('it is open');
const fail = (breaker: Breaker, times: number): void => {
  for (let count = 0; count < times; count += 1) enter(breaker).end(false);
};

test('breaker: opens after failures in a row, not after as many with a success among them', () => {
  const { turns, breaker } = open();
  fail(breaker, 2);
  enter(breaker).end(true);
  fail(breaker, 2);
  assert.deepEqual(turns, []);
  fail(breaker, 1);
  assert.deepEqual(turns, ['open']);
  assert.equal(breaker.enter(), undefined);
});

test('breaker: lets nobody through for 30 s, then one at a time', () => {
  const { clock, turns, breaker } = open();
  fail(breaker, 3);
  clock.at = 29_999;
  assert.equal(breaker.enter(), undefined);
  clock.at = 30_000;
  const trial = enter(breaker);
  assert.equal(breaker.enter(), undefined, 'somebody tries already');
  trial.end(false);
  assert.equal(breaker.enter(), undefined, 'another 30 s');
  clock.at = 60_000;
  const second = enter(breaker);
  assert.equal(breaker.enter(), undefined);
  second.end(true);
  assert.deepEqual(turns, ['open', 'closed']);
  const both = [enter(breaker), enter(breaker)];
  assert.equal(both.length, 2);
});

test('breaker: what was begun before it turned changes nothing afterwards', () => {
  const { clock, turns, breaker } = open();
  const [slowSuccess, slowFailure] = [enter(breaker), enter(breaker)];
  fail(breaker, 3);
  slowSuccess.end(true);
  assert.equal(breaker.enter(), undefined, 'an old success does not close it');
  clock.at = 30_000;
  enter(breaker).end(true);
  fail(breaker, 2);
  slowFailure.end(false);
  assert.ok(breaker.enter(), 'an old failure does not open it');
  assert.deepEqual(turns, ['open', 'closed']);
});
