import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestRedis } from '../../test/support/both-memories.ts';
import { startRedisCluster, startRedisSentinels } from '../../test/support/redis-groups.ts';
import { until } from '../../test/support/until.ts';
import type { RedisAccess } from './redis.ts';

const keys = Array.from({ length: 60 }, (_, index) => `key-${index}`);

const isUp = (redis: RedisAccess) => () => redis.state().status === 'up';

/** Resolves when Redis has been lost since and is back. */
function nextReturn(redis: RedisAccess): () => Promise<void> {
  const turns: string[] = [];
  redis.onChange(({ status }) => turns.push(status));
  return () => until(() => turns.includes('lost') && turns.at(-1) === 'up');
}

/** That every kind of call works on keys of all nodes, and between two. */
async function checkAll(one: RedisAccess, two: RedisAccess): Promise<void> {
  for (const key of keys) {
    await one.memory.put(key, `value of ${key}`, 60_000);
    assert.equal(await two.memory.find(key), `value of ${key}`);
    assert.equal(await one.memory.putOnce(`once-${key}`, key, 60_000), true);
    assert.equal(await two.memory.takeOnce(`once-${key}`), key);
    assert.equal(await one.memory.takeOnce(`once-${key}`), undefined);
  }
}

test('Redis Cluster: keys of every node, and scripts', async (t) => {
  const { nodes, url } = await startRedisCluster(t);
  // One of its nodes is enough to find the others.
  const [one, two] = [
    await openTestRedis(t, url),
    await openTestRedis(t, `redis+cluster://127.0.0.1:${nodes[1]?.port}`),
  ];
  await checkAll(one, two);
  for (const node of nodes) assert.notEqual(await node.command('DBSIZE'), 0);
});

test('Redis Cluster, one node hung: one call runs out of time; when it answers, all work again', async (t) => {
  const { nodes, url } = await startRedisCluster(t);
  const [one, two] = [await openTestRedis(t, url), await openTestRedis(t, url)];
  const turns: string[] = [];
  one.onChange(({ status }) => turns.push(status));
  nodes[1]?.hang();
  await Promise.all(keys.map((key) => one.memory.find(key)));
  assert.equal(one.state().timedOut, 1);
  const { asked } = one.state();
  for (const key of keys) assert.equal(await one.memory.find(key), undefined);
  assert.equal(one.state().asked, asked);
  nodes[1]?.resume();
  await until(isUp(one));
  await until(isUp(two));
  await checkAll(one, two);
  assert.deepEqual(turns, ['lost', 'up']);
});

test('Redis Cluster, one master killed: its replica is taken up', async (t) => {
  const { nodes, url } = await startRedisCluster(t, { replicas: true });
  const [one, two] = [await openTestRedis(t, url), await openTestRedis(t, url)];
  const returns = [nextReturn(one), nextReturn(two)];
  await nodes[0]?.kill();
  for (const returned of returns) await returned();
  await checkAll(one, two);
});

test('Redis Sentinel: the master that they name is asked, and after a fail-over the new one', async (t) => {
  const { master, replica, url } = await startRedisSentinels(t);
  const [one, two] = [await openTestRedis(t, url), await openTestRedis(t, url)];
  await checkAll(one, two);
  await one.memory.put('witness', 'on both', 600_000);
  await one.memory.putOnce('taken', 'value', 600_000);
  await until(async () => (await replica.command('GET', 'portico:taken')) !== null);
  const kept = String(await replica.command('GET', 'portico:taken'));
  assert.equal(await one.memory.takeOnce('taken'), 'value');
  await until(async () => (await replica.command('GET', 'portico:taken')) === null);
  // As it were had the taking not reached the replica any more.
  await replica.command('CONFIG', 'SET', 'replica-read-only', 'no');
  await replica.command('SET', 'portico:taken', kept);
  const returns = [nextReturn(one), nextReturn(two)];
  await master.kill();
  for (const returned of returns) await returned();
  assert.equal(await one.memory.find('witness'), 'on both');
  assert.equal(await two.memory.takeOnce('taken'), undefined, 'nobody knows here that it was taken');
  await checkAll(one, two);
});

test('Redis Sentinel, one sentinel hung and one killed: the third is asked', async (t) => {
  const { sentinels, url } = await startRedisSentinels(t);
  sentinels[0]?.hang();
  await sentinels[1]?.kill();
  const redis = await openTestRedis(t, url);
  await until(isUp(redis));
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), true);
});

test('Redis Sentinel: a master that they do not know is told in words', async (t) => {
  const { url } = await startRedisSentinels(t);
  const redis = await openTestRedis(t, url.replace('mymaster', 'another'));
  await until(() => redis.state().reason !== 'not connected yet');
  assert.match(redis.state().reason ?? '', /sentinel/i);
});
