import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseRetention, planRetention, type Retention } from './retention.ts';

const at = (text: string) => ({ name: text, createdAt: Date.parse(text) });
const read = (text: string): Retention => parseRetention(text) as Retention;
const names = (backups: Array<{ name: string }>): string[] => backups.map(({ name }) => name);

test('a number keeps the newest ones', () => {
  const backups = ['2026-11-01T03:00Z', '2026-11-03T03:00Z', '2026-11-02T03:00Z'].map(at);
  const { kept, pruned } = planRetention(backups, read('2'), 'UTC');
  assert.deepEqual(names([...kept.keys()]), ['2026-11-03T03:00Z', '2026-11-02T03:00Z']);
  assert.deepEqual(names(pruned), ['2026-11-01T03:00Z']);
});

test('7d,4w,12m keeps the newest of each day, week and month that has one, for a year and no longer', () => {
  const dayMs = 24 * 3_600_000;
  const newest = Date.parse('2026-11-30T03:30Z');
  const backups = Array.from({ length: 500 }, (_, n) => at(new Date(newest - n * dayMs).toISOString()));
  const { kept, pruned } = planRetention(backups, read('7d,4w,12m'), 'UTC');
  assert.deepEqual(
    names([...kept.keys()]).map((name) => name.slice(0, 10)),
    [
      ...['2026-11-30', '2026-11-29', '2026-11-28', '2026-11-27', '2026-11-26', '2026-11-25', '2026-11-24'],
      ...['2026-11-22', '2026-11-15'],
      ...['2026-10-31', '2026-09-30', '2026-08-31', '2026-07-31', '2026-06-30', '2026-05-31', '2026-04-30'],
      ...['2026-03-31', '2026-02-28', '2026-01-31', '2025-12-31'],
    ],
  );
  assert.equal(kept.size + pruned.length, 500);
  assert.deepEqual(kept.get(backups[0] as (typeof backups)[0]), ['newest', 'day', 'week', 'month']);
});

test('a day is one of the server’s zone', () => {
  const backups = ['2026-11-29T15:59Z', '2026-11-29T16:01Z'].map(at);
  assert.equal(planRetention(backups, read('2d'), 'Asia/Shanghai').pruned.length, 0);
  assert.deepEqual(names(planRetention(backups, read('2d'), 'UTC').pruned), ['2026-11-29T15:59Z']);
});

test('whatever is kept and however old everything is, the newest backup stays, and pruning again prunes nothing', () => {
  const retention = fc.record({
    newest: fc.nat(3),
    days: fc.nat(9),
    weeks: fc.nat(5),
    months: fc.nat(13),
  });
  const moments = fc.uniqueArray(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(moments, retention, (minutes, rules) => {
      const backups = minutes.map((minute) => ({ createdAt: minute * 60_000 }));
      const { kept, pruned } = planRetention(backups, rules, 'Europe/Berlin');
      const newest = Math.max(...backups.map(({ createdAt }) => createdAt));
      assert.ok([...kept.keys()].some(({ createdAt }) => createdAt === newest));
      assert.equal(kept.size + pruned.length, backups.length);
      assert.deepEqual(planRetention([...kept.keys()], rules, 'Europe/Berlin').pruned, []);
    }),
  );
});

test('what is no retention is refused', () => {
  for (const text of ['', '0', '7x', '-1', '7d,', '1.5', '7d 4w', '99999', 'all']) {
    assert.equal(parseRetention(text), undefined, text);
  }
  assert.deepEqual(parseRetention('3, 7d'), { newest: 3, days: 7, weeks: 0, months: 0 });
});
