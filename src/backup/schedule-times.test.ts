import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDue, findNextDue, findScheduleProblem, parseSchedule } from './schedule-times.ts';

const at = (text: string): number => Date.parse(text);

test('daily@03:30 is half past three of each day, in the server’s zone', () => {
  const daily = parseSchedule('daily@03:30');
  assert.equal(findDue(daily, 'Asia/Shanghai', at('2026-11-30T12:00Z')), at('2026-11-29T19:30Z'));
  assert.equal(findNextDue(daily, 'Asia/Shanghai', at('2026-11-30T12:00Z')), at('2026-11-30T19:30Z'));
});

test('a moment is due from its first millisecond on', () => {
  const [moment, before] = [at('2026-11-30T03:30Z'), at('2026-11-29T03:30Z')];
  assert.equal(findDue('30 3 * * *', 'UTC', moment - 1), before);
  assert.equal(findDue('30 3 * * *', 'UTC', moment), moment);
  assert.equal(findDue('30 3 * * *', 'UTC', moment + 999), moment);
});

test('on the day whose clock leaps over it, a backup is due all the same, and on the one that has it twice, once', () => {
  const dues = (from: string, hours: number) =>
    new Set(
      Array.from({ length: hours * 4 }, (_, n) => findDue('30 2 * * *', 'Europe/Berlin', at(from) + n * 900_000)),
    );
  assert.equal(dues('2026-03-28T12:00Z', 48).size, 3);
  assert.equal(dues('2026-10-24T12:00Z', 48).size, 3);
});

test('what is no schedule, or never comes round, is refused in words', () => {
  for (const text of ['daily', 'daily@25:00', 'every day', '99 * * * *', '* * * * * *']) {
    assert.match(findScheduleProblem(text) ?? '', /must be daily@03:30 or a cron expression/, text);
  }
  assert.match(findScheduleProblem('0 0 31 2 *') ?? '', /never comes round/);
  for (const text of ['daily@3:30', '30 3 * * *', '0 */6 * * 1-5'])
    assert.equal(findScheduleProblem(text), undefined, text);
});
