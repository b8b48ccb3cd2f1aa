import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import { type MemoryKind, startBothMemories } from '../../../test/support/both-memories.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import { DomainError } from '../errors.ts';
import { createLimits, type LimitRule } from './limits.ts';

const start = 1_700_000_000_000;
const three: readonly LimitRule[] = [{ most: 3, windowMs: 60_000 }];

async function openLimits(context: TestContext, kind: MemoryKind) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const memory = await kind.createEmpty(context)();
  const limits = createLimits({ db, clock, memory });
  /** Takes one at `offsetMs`: undefined where it was counted, else the seconds to wait. */
  async function takeAt(offsetMs: number, rules = three, key = 'key'): Promise<number | undefined> {
    clock.at = start + offsetMs;
    try {
      await limits.take(key, rules, 'request.too_many');
      return undefined;
    } catch (error) {
      assert.ok(error instanceof DomainError && error.code === 'request.too_many');
      return error.params.retryAfterSeconds;
    }
  }
  return { clock, limits, takeAt };
}

for (const kind of await startBothMemories({ after })) {
  const guarantee = (name: string, check: (open: () => ReturnType<typeof openLimits>) => Promise<void>) =>
    test(`limits, ${kind.name}: ${name}`, (context) => check(() => openLimits(context, kind)));

  guarantee('a window slides: each hit makes room to the millisecond when it leaves', async (open) => {
    const { takeAt } = await open();
    for (const offset of [0, 20_000, 40_000]) assert.equal(await takeAt(offset), undefined);
    assert.equal(await takeAt(40_000), 20);
    assert.equal(await takeAt(59_999), 1);
    assert.equal(await takeAt(60_000), undefined);
    assert.equal(await takeAt(60_001), 20, 'the second leaves at 80 s, told in whole seconds');
    assert.equal(await takeAt(79_999), 1);
    assert.equal(await takeAt(80_000), undefined);
  });

  guarantee('a refused try counts nothing', async (open) => {
    const { takeAt } = await open();
    for (const offset of [0, 0, 0]) await takeAt(offset);
    for (const offset of [10_000, 30_000, 59_999]) assert.notEqual(await takeAt(offset), undefined);
    for (const offset of [60_000, 60_000, 60_000]) assert.equal(await takeAt(offset), undefined);
  });

  guarantee('of several rules each must have room, and the longest wait is told', async (open) => {
    const { takeAt } = await open();
    const rules = [
      { most: 1, windowMs: 60_000 },
      { most: 2, windowMs: 3_600_000 },
    ];
    assert.equal(await takeAt(0, rules), undefined);
    assert.equal(await takeAt(1_500, rules), 59);
    assert.equal(await takeAt(60_000, rules), undefined);
    assert.equal(await takeAt(61_000, rules), 3_539);
    assert.equal(await takeAt(3_600_000, rules), undefined);
  });

  guarantee('of a burst exactly as many are counted as there is room for', async (open) => {
    const { takeAt } = await open();
    const waits = await Promise.all(Array.from({ length: 50 }, () => takeAt(0)));
    assert.equal(waits.filter((wait) => wait === undefined).length, 3);
  });

  guarantee('what is given back makes room, once, and for its own key alone', async (open) => {
    const { limits, takeAt } = await open();
    const hit = await limits.take('key', three, 'request.too_many');
    for (const key of ['key', 'key', 'other', 'other', 'other']) await takeAt(0, three, key);
    await hit.giveBack();
    await hit.giveBack();
    assert.equal(await takeAt(0), undefined);
    assert.equal(await takeAt(0), 60);
    assert.equal(await takeAt(0, three, 'other'), 60);
  });

  guarantee('tries are told while they are in the window, until they are forgotten', async (open) => {
    const { clock, limits, takeAt } = await open();
    for (const offset of [0, 10_000]) await takeAt(offset);
    assert.equal(await limits.count('key', 10_001), 2);
    assert.equal(await limits.count('key', 10_000), 1);
    await limits.forget('key');
    assert.equal(await limits.count('key', 60_000), 0);
    assert.equal(await takeAt(clock.at - start), undefined);
  });

  guarantee('addresses are counted each on its own, and the development loopback not at all', async (open) => {
    const { limits } = await open();
    const take = (address: string, exemptFromAddressLimits = false) =>
      limits.takeForAddress('test', { address, userAgent: '', exemptFromAddressLimits }, three, 'request.too_many');
    for (let index = 0; index < 3; index += 1) await take('203.0.113.1');
    await assert.rejects(take('203.0.113.1'), { code: 'request.too_many' });
    await take('203.0.113.2');
    for (let index = 0; index < 9; index += 1) await (await take('127.0.0.1', true)).giveBack();
    assert.equal(await limits.count('test-address:127.0.0.1', 60_000), 0);
  });
}
