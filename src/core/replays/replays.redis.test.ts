import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { type MemoryKind, startBothMemories } from '../../../test/support/both-memories.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import { isPostgresRun } from '../../../test/support/tested-database.ts';
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

/** One database and one memory, and openings of them as several processes have them. */
async function prepare(context: TestContext, kind: MemoryKind) {
  const { db } = await openTestDatabase(context);
  const clock = createClock();
  const openMemory = kind.createEmpty(context);
  return { clock, open: async () => createReplays({ db, clock, memory: await openMemory() }) };
}

for (const kind of await startBothMemories({ after })) {
  const guarantee = (name: string, check: (prepared: () => ReturnType<typeof prepare>) => Promise<void>) =>
    test(`replays, ${kind.name}: ${name}`, (context) => check(() => prepare(context, kind)));

  guarantee('of sixteen claims at once one is granted', async (prepare) => {
    const { open } = await prepare();
    const replays = await open();
    const claims = await Promise.allSettled(Array.from({ length: 16 }, () => replays.claim('key', 2_000_000_000_000)));
    assert.equal(claims.filter((claim) => claim.status === 'fulfilled').length, 1);
  });

  guarantee('what was kept is refused for good, what was released is free at once', async (prepare) => {
    const { clock, open } = await prepare();
    const replays = await open();
    const claim = await replays.claim('key', 2_000_000_000_000);
    assert.equal(await isRefused(replays), true, 'while it is being answered');
    await claim.release();
    assert.equal(await isRefused(replays), false);
    await (await replays.claim('key', 2_000_000_000_000)).keep();
    clock.at += 60 * minuteMs;
    assert.equal(await isRefused(replays), true);
    assert.equal(await isRefused(await open()), true, 'after a restart too');
    assert.equal(await isRefused(replays, 'another key'), false);
  });

  guarantee(
    'a claim that nobody finished is free after a minute, or once the only process began anew',
    async (prepare) => {
      const { clock, open } = await prepare();
      const replays = await open();
      await replays.claim('slow', 2_000_000_000_000);
      clock.at += minuteMs - 1;
      assert.equal(await isRefused(replays, 'slow'), true);
      clock.at += 1;
      assert.equal(await isRefused(replays, 'slow'), false);
      await replays.claim('crashed', 2_000_000_000_000);
      clock.at += 1;
      // On PostgreSQL another node may still be at it: there a minute has to pass.
      assert.equal(await isRefused(await open(), 'crashed'), isPostgresRun);
    },
  );

  guarantee('who lost a claim to another releases nothing of it, but what happened is remembered', async (prepare) => {
    const { clock, open } = await prepare();
    const replays = await open();
    const lost = await replays.claim('key', 2_000_000_000_000);
    clock.at += minuteMs;
    const taken = await replays.claim('key', 2_000_000_000_000);
    await lost.release();
    assert.equal(await isRefused(replays), true);
    await lost.keep();
    await taken.release();
    assert.equal(await isRefused(replays), true);
  });
}
