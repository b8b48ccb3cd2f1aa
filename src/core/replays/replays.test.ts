import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { DomainError } from '../errors.ts';
import { createReplays, type Replays } from './replays.ts';

const minuteMs = 60_000;

function createClock() {
  const clock = { at: 1_700_000_000_000, now: () => clock.at };
  return clock;
}

async function isRefused(replays: Replays, key = 'key', expiresAt = 2_000_000_000_000): Promise<boolean> {
  try {
    await (await replays.claim(key, expiresAt)).release();
    return false;
  } catch (error) {
    assert.ok(error instanceof DomainError && error.code === 'signature.repeated');
    return true;
  }
}

test('replays: of sixteen claims at once one is granted', async (context) => {
  const { db } = await openTestDatabase(context);
  const replays = createReplays({ db, clock: createClock() });
  const claims = await Promise.allSettled(Array.from({ length: 16 }, () => replays.claim('key', 2_000_000_000_000)));
  assert.equal(claims.filter((claim) => claim.status === 'fulfilled').length, 1);
});

test('replays: what was kept is refused for good, what was released is free at once', async (context) => {
  const { db } = await openTestDatabase(context);
  const clock = createClock();
  const replays = createReplays({ db, clock });
  const claim = await replays.claim('key', 2_000_000_000_000);
  assert.equal(await isRefused(replays), true, 'while it is being answered');
  await claim.release();
  assert.equal(await isRefused(replays), false);
  await (await replays.claim('key', 2_000_000_000_000)).keep();
  clock.at += 60 * minuteMs;
  assert.equal(await isRefused(replays), true);
  assert.equal(await isRefused(createReplays({ db, clock })), true, 'after a restart too');
  assert.equal(await isRefused(replays, 'another key'), false);
});

test('replays: a claim that nobody finished is free after a minute, or once the process began anew', async (context) => {
  const { db } = await openTestDatabase(context);
  const clock = createClock();
  const replays = createReplays({ db, clock });
  await replays.claim('slow', 2_000_000_000_000);
  clock.at += minuteMs - 1;
  assert.equal(await isRefused(replays, 'slow'), true);
  clock.at += 1;
  assert.equal(await isRefused(replays, 'slow'), false);
  await replays.claim('crashed', 2_000_000_000_000);
  clock.at += 1;
  assert.equal(await isRefused(createReplays({ db, clock }), 'crashed'), false);
});

test('replays: who lost a claim to another releases nothing of it, but what happened is remembered', async (context) => {
  const { db } = await openTestDatabase(context);
  const clock = createClock();
  const replays = createReplays({ db, clock });
  const lost = await replays.claim('key', 2_000_000_000_000);
  clock.at += minuteMs;
  const taken = await replays.claim('key', 2_000_000_000_000);
  await lost.release();
  assert.equal(await isRefused(replays), true);
  await lost.keep();
  await taken.release();
  assert.equal(await isRefused(replays), true);
});
