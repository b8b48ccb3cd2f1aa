import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../test/support/database.ts';
import { createSettings } from '../core/settings/settings.ts';
import type { RunState } from './run-state.ts';
import { type BackupSchedule, createBackupSchedule } from './schedule.ts';
import type { ShelvedSummary } from './shelve-backup.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const day = (n: number, time = '03:30'): number => Date.parse(`2026-11-${String(n).padStart(2, '0')}T${time}Z`);

/** Several nodes on one database, their clock moved by hand; `make` stands for the process that makes a backup. */
async function openNodes(t: TestContext, count: number) {
  const { db } = await openTestDatabase(t);
  const settings = createSettings({ db });
  const at = {
    now: day(1, '12:00'),
    made: [] as string[],
    failures: [] as Array<[message: string, retryAt: number | undefined]>,
    make: async (node: string, _signal: AbortSignal): Promise<void> => void at.made.push(node),
    nodes: [] as BackupSchedule[],
    state: async () => JSON.parse((await settings.find('backup-run')) ?? '{}') as RunState,
  };
  for (let n = 1; n <= count; n += 1) {
    const node = `node-${n}`;
    const schedule = createBackupSchedule({
      db,
      settings,
      clock: { now: () => at.now },
      schedule: '30 3 * * *',
      timeZone: () => 'UTC',
      node,
      async makeBackup(signal) {
        await at.make(node, signal);
        return { name: `by ${node}`, createdAt: at.now } as ShelvedSummary;
      },
      onDone: () => undefined,
      onFailure: (error, run) => at.failures.push([(error as Error).message, run?.retryAt]),
    });
    at.nodes.push(schedule);
    t.after(() => schedule.stop());
  }
  const [first] = at.nodes as [BackupSchedule];
  await first.runDue();
  assert.deepEqual(at.made, [], 'what was due before anything was scheduled is not caught up');
  return { ...at, first, at };
}

test('of eight nodes that look at once, one makes the backup of each moment', async (t) => {
  const { at, nodes } = await openNodes(t, 8);
  for (const n of [2, 3, 4]) {
    at.now = day(n) + 5_000;
    await Promise.all(nodes.map((node) => node.runDue()));
    await Promise.all(nodes.map((node) => node.runDue()));
    assert.equal(at.made.length, n - 1);
    assert.deepEqual([(await at.state()).state, (await at.state()).dueAt], ['done', day(n)]);
  }
});

test('how backups stand is told alike at every node: what is due, though nobody looks, and the newest that was made', async (t) => {
  const { at, nodes } = await openNodes(t, 2);
  const [first, second] = nodes as [BackupSchedule, BackupSchedule];
  const standing = () => Promise.all([first, second].map((node) => node.readStanding()));
  const twice = (newestAt: number | undefined, dueAt: number | undefined) => Array(2).fill({ newestAt, dueAt });
  assert.deepEqual(await standing(), twice(undefined, undefined), 'what lies before the first look is not due');
  at.now = day(2) + 5_000;
  assert.deepEqual(await standing(), twice(undefined, day(2)));
  await second.runDue();
  assert.deepEqual(await standing(), twice(day(2) + 5_000, day(2)));
  at.make = async () => {
    throw new Error('no room');
  };
  at.now = day(3) + 5_000;
  await first.runDue();
  at.now = day(5);
  assert.deepEqual(await standing(), twice(day(2) + 5_000, day(5)));
});

test('what was missed while nobody served is caught up once', async (t) => {
  const { at, first } = await openNodes(t, 1);
  at.now = day(9, '20:00');
  await first.runDue();
  await first.runDue();
  assert.equal(at.made.length, 1);
  at.now = day(10) - 1;
  await first.runDue();
  assert.equal(at.made.length, 1);
});

test('a run that fails is told of and begun again, later and later, until the next moment', async (t) => {
  const { at, first } = await openNodes(t, 1);
  at.make = async () => {
    throw new Error('no room');
  };
  at.now = day(2);
  for (const pauseMs of [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, hourMs]) {
    await first.runDue();
    assert.deepEqual(at.failures.at(-1), ['no room', at.now + pauseMs]);
    const told = at.failures.length;
    at.now += pauseMs - 1;
    await first.runDue();
    assert.equal(at.failures.length, told, 'not before its time');
    at.now += 1;
  }
  at.now = day(3);
  at.make = async () => void at.made.push('again');
  await first.runDue();
  assert.deepEqual([at.made, (await at.state()).attempts], [['again'], 1]);
});

test('a run whose node died is begun anew by another once its lease ran out, and one on its way by nobody', async (t) => {
  const { at, nodes } = await openNodes(t, 2);
  const [first, second] = nodes as [BackupSchedule, BackupSchedule];
  at.now = day(2);
  let die: (() => void) | undefined;
  at.make = (_node, signal) =>
    new Promise((_resolve, reject) => {
      die = () => reject(new Error('killed'));
      signal.addEventListener('abort', die);
    });
  const dying = first.runDue();
  while (!die) await new Promise((resolve) => setTimeout(resolve, 5));
  at.make = async (node) => void at.made.push(node);
  at.now += 2 * minuteMs;
  await second.runDue();
  assert.deepEqual(at.made, []);
  // Nothing of the first node is heard any more.
  at.now += 2 * minuteMs;
  await second.runDue();
  assert.deepEqual([at.made, (await at.state()).attempts], [['node-2'], 2]);
  die();
  await dying;
  assert.deepEqual([(await at.state()).state, (await at.state()).node], ['done', 'node-2'], 'it takes nothing back');
});

test('a stop breaks off the backup on its way, which the next start begins anew at once', async (t) => {
  const { at, nodes } = await openNodes(t, 2);
  const [first, second] = nodes as [BackupSchedule, BackupSchedule];
  at.now = day(2);
  const begun = Promise.withResolvers<void>();
  at.make = (_node, signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      begun.resolve();
    });
  const running = first.runDue();
  await begun.promise;
  await first.stop();
  await running;
  assert.deepEqual(at.failures, []);
  at.make = async (node) => void at.made.push(node);
  await second.runDue();
  assert.deepEqual(at.made, ['node-2']);
});
