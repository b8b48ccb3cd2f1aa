import assert from 'node:assert/strict';
import { after, type TestContext, test } from 'node:test';
import type { KyselyPlugin } from 'kysely';
import { openTestRedis } from '../../../test/support/both-memories.ts';
import { openTestDatabase } from '../../../test/support/database.ts';
import { startRedis } from '../../../test/support/redis.ts';
import { until } from '../../../test/support/until.ts';
import { type Database, transact } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import { createLimits, type LimitRule, type Limits } from './limits.ts';

const start = 1_700_000_000_000;
const three: readonly LimitRule[] = [{ most: 3, windowMs: 60_000 }];
const server = await startRedis({ after });
let tests = 0;

/** Two nodes on one database and one Redis, and how many statements they sent to the database. */
async function open(context: TestContext) {
  const { db: plain } = await openTestDatabase(context);
  tests += 1;
  const prefix = `test-${tests}:`;
  const statements = { count: 0 };
  const db: Database = plain.withPlugin(countInto(statements));
  const clock = { at: start, now: () => clock.at };
  const openNode = async () => {
    const redis = await openTestRedis(context, server.url, { PORTICO_REDIS_PREFIX: prefix });
    return { redis, limits: createLimits({ db, clock, memory: redis.memory }) };
  };
  return { db, clock, prefix, statements, one: await openNode(), two: await openNode() };
}

function countInto(statements: { count: number }): KyselyPlugin {
  return {
    transformQuery({ node }) {
      statements.count += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
}

/** The seconds to wait; undefined: it was counted. */
async function take(limits: Limits, rules = three): Promise<number | undefined> {
  try {
    await limits.take('key', rules, 'request.too_many');
    return undefined;
  } catch (error) {
    assert.ok(error instanceof DomainError && error.code === 'request.too_many');
    return error.params.retryAfterSeconds;
  }
}

async function fill(limits: Limits): Promise<void> {
  for (let index = 0; index < 3; index += 1) assert.equal(await take(limits), undefined);
  assert.equal(await take(limits), 60);
}

test('limits in front: a flood on every node is refused without the database, and told how long to wait', async (t) => {
  const { one, two, clock, statements } = await open(t);
  await fill(one.limits);
  const before = statements.count;
  clock.at += 30_500;
  const waits = await Promise.all(Array.from({ length: 200 }, (_, index) => take((index % 2 ? one : two).limits)));
  assert.deepEqual(new Set(waits), new Set([30]));
  assert.equal(statements.count, before);
  clock.at = start + 60_000;
  assert.equal(await take(two.limits), undefined, 'the window opens to the millisecond');
});

test('limits in front: what is given back or forgotten on one node makes room on the other at once', async (t) => {
  const { one, two } = await open(t);
  const hit = await one.limits.take('key', three, 'request.too_many');
  for (const wait of [undefined, undefined, 60]) assert.equal(await take(two.limits), wait);
  await hit.giveBack();
  assert.equal(await take(two.limits), undefined);
  assert.equal(await take(two.limits), 60);
  await one.limits.forget('key');
  assert.equal(await take(two.limits), undefined);
});

test('limits in front: what a transaction gives back makes room when it is kept, and what it took none when it is not', async (t) => {
  const { one, two, db } = await open(t);
  const hit = await one.limits.take('key', three, 'request.too_many');
  for (const wait of [undefined, undefined, 60]) assert.equal(await take(two.limits), wait);
  await transact(db, (tx) => hit.giveBack(tx));
  assert.equal(await take(two.limits), undefined);
  await two.limits.forget('key');
  const undone = transact(db, async (tx) => {
    for (let index = 0; index < 3; index += 1) await one.limits.take('key', three, 'request.too_many', tx);
    throw new Error('undone');
  });
  await assert.rejects(undone, /undone/);
  for (const wait of [undefined, undefined, undefined, 60]) assert.equal(await take(two.limits), wait);
});

test('limits in front: a refusal inside a transaction is known to the next one before it begins', async (t) => {
  const { one, two, db, statements } = await open(t);
  await two.limits.forget('another key');
  for (let index = 0; index < 3; index += 1) await one.limits.take('key', three, 'request.too_many');
  await assert.rejects(
    transact(db, (tx) => one.limits.take('key', three, 'request.too_many', tx)),
    { code: 'request.too_many' },
  );
  const before = statements.count;
  const isKnown = () =>
    two.limits.refuseKnown('key', three, 'request.too_many').then(
      () => false,
      () => true,
    );
  await until(isKnown);
  assert.equal(await isKnown(), true);
  assert.equal(statements.count, before);
});

test('limits in front: rules that are changed meanwhile count at once', async (t) => {
  const { one, two } = await open(t);
  await fill(one.limits);
  const four = [{ most: 4, windowMs: 60_000 }];
  assert.equal(await take(two.limits, four), undefined);
  assert.equal(await take(two.limits, four), 60);
});

test('limits in front: a refusal is not remembered for longer than seconds, however long the window', async (t) => {
  const { one, prefix } = await open(t);
  const daily = [{ most: 1, windowMs: 86_400_000 }];
  assert.equal(await take(one.limits, daily), undefined);
  assert.equal(await take(one.limits, daily), 86_400);
  const leftMs = Number(await server.command('PTTL', `${prefix}limit-full:key`));
  assert.ok(leftMs > 0 && leftMs <= 5_000, String(leftMs));
});

test('limits in front: whoever asked the database before room was made does not bring the refusal back', async (t) => {
  const { one, two, prefix } = await open(t);
  await fill(one.limits);
  await one.limits.forget('key');
  // As a node does that is slow to say what it read before.
  await two.redis.memory.putIfAbsent('limit-full:key', `${start + 60_000} 3/60000`, 5_000);
  assert.equal(await server.command('GET', `${prefix}limit-full:key`), 'dropped');
  assert.equal(await take(two.limits), undefined);
});

test('limits in front: flushed in the middle of a flood, or lost, Redis gives nobody one try more', async (t) => {
  const { one, two } = await open(t);
  const flood = async (): Promise<number> => {
    const waits = await Promise.all(Array.from({ length: 50 }, (_, index) => take((index % 2 ? one : two).limits)));
    return waits.filter((wait) => wait === undefined).length;
  };
  const [first, , second] = await Promise.all([flood(), server.command('FLUSHALL'), flood()]);
  assert.equal(first + second, 3);
  await server.command('FLUSHALL');
  assert.equal(await flood(), 0);
  const third = flood();
  await server.kill();
  assert.equal((await third) + (await flood()), 0);
  await server.start();
  await until(() => one.redis.state().status === 'up');
  assert.equal(await flood(), 0);
});
