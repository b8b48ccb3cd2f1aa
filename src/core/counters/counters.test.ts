import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../../test/support/database.ts';
import { transact } from '../../db/database.ts';
import { type Counters, createCounters } from './counters.ts';
import { listSteps } from './steps.ts';

const hourMs = 3_600_000;
const noon = Date.parse('2026-07-15T04:20:00Z'); // 12:20 in Shanghai

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: noon, now: () => clock.at };
  const failures: unknown[] = [];
  const openCounters = (): Counters => createCounters({ db, clock, onFailure: (error) => failures.push(error) });
  return { db, clock, failures, openCounters, counters: openCounters() };
}

const query = { names: ['sign-ins', 'failures'] as const, step: 'hour' as const, count: 3, timeZone: 'Asia/Shanghai' };
const valuesOf = async (counters: Counters, more: Partial<Parameters<Counters['read']>[0]> = {}) => {
  const { series } = await counters.read({ ...query, ...more });
  return Object.fromEntries(
    series.map(({ name, label, points }) => [`${name} ${label}`, points.map((each) => each.value)]),
  );
};

test('counters: what is counted within a transaction is counted if that is kept, and is written with it', async (context) => {
  const { db, counters, openCounters } = await open(context);
  const count = (fails: boolean): Promise<void> =>
    transact(db, async (tx) => {
      await counters.addWithin(tx, 'sign-ins', 2);
      if (fails) throw new Error('not kept');
    });
  await count(false);
  await assert.rejects(count(true), /not kept/);
  // As after a crash: nothing of it is in memory.
  assert.deepEqual(await valuesOf(openCounters()), { 'sign-ins ': [0, 0, 2] });
});

test('counters: what happened is told by hour, name and label, hours without any being 0', async (context) => {
  const { clock, counters } = await open(context);
  counters.add('sign-ins', 'mobile');
  clock.at += 2 * hourMs;
  for (let n = 0; n < 3; n += 1) counters.add('sign-ins', 'mobile');
  counters.add('sign-ins', 'blog');
  counters.add('failures', 'blog:password.wrong');
  counters.add('heartbeats', 'desktop');
  assert.deepEqual(await valuesOf(counters), {
    'sign-ins mobile': [1, 0, 3],
    'sign-ins blog': [0, 0, 1],
    'failures blog:password.wrong': [0, 0, 1],
  });
  const { moments } = await counters.read(query);
  assert.deepEqual(
    moments.map((at) => new Date(at).toISOString()),
    ['2026-07-15T04:00:00.000Z', '2026-07-15T05:00:00.000Z', '2026-07-15T06:00:00.000Z'],
  );
});

test('counters: what is counted while others are being written is read, too', async (context) => {
  const { counters } = await open(context);
  counters.add('sign-ins');
  const reading = counters.read(query);
  counters.add('sign-ins');
  assert.deepEqual(await valuesOf(counters), { 'sign-ins ': [0, 0, 2] });
  await reading;
});

test('counters: two programs add to the same hour, and stopping writes down the rest', async (context) => {
  const { counters, openCounters } = await open(context);
  const other = openCounters();
  for (let n = 0; n < 5; n += 1) counters.add('sign-ins');
  for (let n = 0; n < 7; n += 1) other.add('sign-ins');
  await counters.read(query);
  const stopping = other.stop();
  other.add('sign-ins');
  await stopping;
  assert.deepEqual(await valuesOf(openCounters()), { 'sign-ins ': [0, 0, 13] });
});

test('counters: what the database does not take is kept, and written when it does', async (context) => {
  const { db, counters, failures } = await open(context);
  await sql`alter table counters rename to counters_away`.execute(db);
  for (let n = 0; n < 2; n += 1) {
    counters.add('sign-ins', 'mobile');
    await assert.rejects(counters.read(query));
  }
  assert.equal(failures.length, 2);
  await sql`alter table counters_away rename to counters`.execute(db);
  assert.deepEqual(await valuesOf(counters), { 'sign-ins mobile': [0, 0, 2] });
});

const print = (moments: number[]) => moments.map((at) => new Date(at).toISOString().slice(0, 16));

test('counters: days and quarters of days begin where the zone has them', () => {
  assert.deepEqual(print(listSteps(noon, 'day', 2, 'Asia/Shanghai')), [
    '2026-07-13T16:00',
    '2026-07-14T16:00',
    '2026-07-15T16:00',
  ]);
  assert.deepEqual(print(listSteps(noon, 'sixHours', 3, 'Asia/Shanghai')), [
    '2026-07-14T16:00',
    '2026-07-14T22:00',
    '2026-07-15T04:00',
    '2026-07-15T10:00',
  ]);
  assert.deepEqual(print(listSteps(noon, 'hour', 1, 'Asia/Shanghai')), ['2026-07-15T04:00', '2026-07-15T05:00']);
  assert.equal(listSteps(noon, 'day', 30, 'UTC').length, 31);
});

test('counters: a day on which the clocks are changed has 23 or 25 hours', () => {
  const hoursOf = (day: string) => {
    const [start = 0, end = 0] = listSteps(Date.parse(`${day}T12:00:00Z`), 'day', 1, 'Europe/Berlin');
    return (end - start) / hourMs;
  };
  assert.deepEqual(['2026-03-28', '2026-03-29', '2026-10-25'].map(hoursOf), [24, 23, 25]);
});

test('counters: where days begin between two hours, no hour is counted twice and none is lost', () => {
  for (const zone of ['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns']) {
    const bounds = listSteps(noon, 'day', 400, zone);
    const hours = bounds.slice(1).map((end, index) => (end - (bounds[index] ?? 0)) / hourMs);
    assert.ok(
      hours.every((count) => Number.isInteger(count) && count >= 23 && count <= 25),
      zone,
    );
  }
});
