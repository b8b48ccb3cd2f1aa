import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { isPostgresRun } from '../../../test/support/tested-database.ts';
import { allowAgain, refuse } from '../../../test/support/triggers.ts';
import { until } from '../../../test/support/until.ts';
import { createReplays } from './replays.ts';

const start = 1_700_000_000_000;
const minuteMs = 60_000;
const expiresAt = start + 10 * minuteMs;
const repeated = { code: 'signature.repeated' };

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const kept = new Map<string, { value: string; lifetimeMs: number }>();
  const refused = () => assert.fail('a replay has nothing to do with it');
  const memory = {
    find: async (key: string) => kept.get(key)?.value,
    put: async (key: string, value: string, lifetimeMs: number) => void kept.set(key, { value, lifetimeMs }),
    putIfAbsent: refused,
    putOnce: refused,
    takeOnce: refused,
  };
  const openReplays = (withMemory = false) => createReplays({ db, clock, ...(withMemory && { memory }) });
  const stored = () => db.selectFrom('replay_marks').select(['key', 'done', 'expires_at']).orderBy('key').execute();
  return { db, clock, kept, openReplays, stored };
}

test('replays: of sixteen claims at once one is granted', async (context) => {
  const { openReplays } = await open(context);
  const replays = openReplays();
  const claims = await Promise.allSettled(Array.from({ length: 16 }, () => replays.claim('key', expiresAt)));
  assert.equal(claims.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('replays: a claim is leased for a minute, and what was kept is refused until it would be too old anyway', async (context) => {
  const { clock, openReplays, stored } = await open(context);
  const replays = openReplays();
  const claim = await replays.claim('key', expiresAt);
  assert.deepEqual(await stored(), [{ key: 'key', done: 0, expires_at: start + minuteMs }]);
  await claim.keep();
  assert.deepEqual(await stored(), [{ key: 'key', done: 1, expires_at: expiresAt }]);
  clock.at = expiresAt - 1;
  await assert.rejects(replays.claim('key', expiresAt), repeated);
  await assert.rejects(openReplays().claim('key', expiresAt), repeated);
});

test('replays: a claim that nobody finished is free after its minute, and to the next process where there is but one', async (context) => {
  const { clock, openReplays } = await open(context);
  const replays = openReplays();
  await replays.claim('slow', expiresAt);
  clock.at += minuteMs - 1;
  await assert.rejects(replays.claim('slow', expiresAt), repeated);
  clock.at += 1;
  await replays.claim('slow', expiresAt);
  const another = openReplays();
  // Claimed at the same moment as that process began, so it may be its own.
  await assert.rejects(another.claim('slow', expiresAt), repeated);
  clock.at += 1;
  const next = openReplays().claim('slow', expiresAt);
  await (isPostgresRun ? assert.rejects(next, repeated) : next);
});

test('replays: what is released is free at once; a release takes nothing from whoever claimed it since, nor from what was kept', async (context) => {
  const { clock, openReplays, stored } = await open(context);
  const replays = openReplays();
  await (await replays.claim('other', expiresAt)).keep();
  const lost = await replays.claim('key', expiresAt);
  await lost.release();
  assert.equal((await stored()).length, 1);
  const slow = await replays.claim('key', expiresAt);
  clock.at += minuteMs;
  const taken = await replays.claim('key', expiresAt);
  await slow.release();
  await assert.rejects(replays.claim('key', expiresAt), repeated);
  await slow.keep();
  await taken.release();
  await assert.rejects(replays.claim('key', expiresAt), repeated);
  await assert.rejects(replays.claim('other', expiresAt), repeated);
});

test('replays: what happened is put into the shared memory until it expires, and what is found there is refused', async (context) => {
  const { clock, kept, openReplays } = await open(context);
  const replays = openReplays(true);
  clock.at += minuteMs;
  const claim = await replays.claim('key', expiresAt);
  assert.equal(kept.size, 0, 'what may still fail is not told');
  await claim.keep();
  assert.deepEqual([...kept], [['replay:key', { value: '', lifetimeMs: expiresAt - clock.at }]]);
  kept.set('replay:of another node', { value: '', lifetimeMs: 1 });
  await assert.rejects(replays.claim('of another node', expiresAt), repeated);
  await (await replays.claim('released', expiresAt)).release();
  assert.equal(kept.size, 2);
});

test('replays: what happened and could not be kept is told, refused, and kept as soon as the database takes it', async (context) => {
  const { db, kept, openReplays, stored } = await open(context);
  const replays = openReplays(true);
  const claim = await replays.claim('key', expiresAt);
  const other = await replays.claim('other', expiresAt);
  await refuse(db, 'insert on replay_marks');
  await assert.rejects(claim.keep(), /refused/);
  assert.ok(kept.has('replay:key'), 'other nodes know it by the memory');
  kept.clear();
  await assert.rejects(replays.claim('key', expiresAt), repeated);
  await other.release();
  await allowAgain(db, 'replay_marks');
  await until(async () => (await stored()).some(({ done }) => done === 1));
  assert.deepEqual(await stored(), [{ key: 'key', done: 1, expires_at: expiresAt }]);
  await replays.stop();
});

test('replays: what could not be kept is tried once more when the process stops', async (context) => {
  const { db, openReplays, stored } = await open(context);
  const replays = openReplays();
  const claim = await replays.claim('key', expiresAt);
  await refuse(db, 'insert on replay_marks');
  await assert.rejects(claim.keep(), /refused/);
  await allowAgain(db, 'replay_marks');
  await replays.stop();
  assert.deepEqual(await stored(), [{ key: 'key', done: 1, expires_at: expiresAt }]);
});
