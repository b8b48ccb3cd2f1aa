import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openTestRedis } from '../../test/support/both-memories.ts';
import { makeCertificate } from '../../test/support/certificate.ts';
import { findFreePort } from '../../test/support/free-port.ts';
import { startRedis } from '../../test/support/redis.ts';
import { until } from '../../test/support/until.ts';
import type { RedisAccess } from './redis.ts';

const answers = 'Redis answers';
const lost = 'Redis is lost: the database alone decides until it answers';
const hundred = Array.from({ length: 100 }, (_, index) => String(index));

const isUp = (redis: RedisAccess) => () => redis.state().status === 'up';
const isLost = (redis: RedisAccess) => () => redis.state().status === 'lost';

test('Redis killed: calls go on without it, one line tells of the loss and one of the return', async (t) => {
  const server = await startRedis(t);
  const said: string[] = [];
  const redis = await openTestRedis(t, server.url, {}, said);
  const turns: string[] = [];
  redis.onChange(({ status }) => turns.push(status));
  await redis.memory.put('key', 'value', 60_000);
  assert.equal(await redis.memory.find('key'), 'value');
  await server.kill();
  await until(isLost(redis));
  for (const key of hundred) {
    assert.equal(await redis.memory.find(key), undefined);
    assert.equal(await redis.memory.putOnce(key, 'value', 60_000), false);
  }
  assert.deepEqual(said, [answers, lost]);
  await server.start();
  await until(isUp(redis));
  await redis.memory.put('key', 'again', 60_000);
  assert.equal(await redis.memory.find('key'), 'again');
  assert.deepEqual(said, [answers, lost, answers]);
  assert.deepEqual(turns, ['lost', 'up']);
});

test('Redis hung: of all calls one runs out of time, and the others do not ask', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, server.url);
  server.hang();
  const together = await Promise.all(hundred.map((key) => redis.memory.find(key)));
  assert.deepEqual(new Set(together), new Set([undefined]));
  const { asked, timedOut } = redis.state();
  assert.equal(timedOut, 1);
  for (const key of hundred) await redis.memory.find(key);
  assert.deepEqual([redis.state().asked, redis.state().timedOut], [asked, 1]);
  assert.match(redis.state().reason ?? '', /^no answer within|^not ready within/);
  server.resume();
  await until(isUp(redis));
  await redis.memory.put('key', 'value', 60_000);
  assert.equal(await redis.memory.find('key'), 'value');
  assert.equal(redis.state().timedOut, 1);
});

test('Redis hung while nobody asks: it is noticed all the same, and so is its return', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, server.url);
  server.hang();
  await until(isLost(redis));
  assert.equal(redis.state().status, 'lost');
  server.resume();
  await until(isUp(redis));
  assert.equal(redis.state().status, 'up');
});

test('Redis not there at the start: said once, and taken up when it comes', async (t) => {
  const port = await findFreePort();
  const said: string[] = [];
  const redis = await openTestRedis(t, `redis://127.0.0.1:${port}`, {}, said);
  assert.equal(await redis.memory.putOnce('key', 'value', 1_000), false);
  await until(() => (redis.state().reason ?? '').includes('ECONNREFUSED'));
  assert.deepEqual(said, [lost]);
  await startRedis(t, { port });
  await until(isUp(redis));
  assert.equal(await redis.memory.putOnce('key', 'value', 1_000), true);
  assert.deepEqual(said, [lost, answers]);
});

test('Redis with another password: the reason is told, and the right one is taken up', async (t) => {
  const server = await startRedis(t, { password: 'theirs' });
  const redis = await openTestRedis(t, server.url, { PORTICO_REDIS_PASSWORD: 'ours' });
  await until(() => (redis.state().reason ?? '').startsWith('WRONGPASS'));
  assert.match(redis.state().reason ?? '', /^WRONGPASS/);
  const without = await openTestRedis(t, server.url);
  await until(() => (without.state().reason ?? '').startsWith('NOAUTH'));
  assert.match(without.state().reason ?? '', /^NOAUTH/);
  await server.command('CONFIG', 'SET', 'requirepass', 'ours');
  await until(isUp(redis));
  assert.equal(redis.state().status, 'up');
});

test('Redis without the database that is named: the reason is told, and no other database is used', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, `${server.url}/99`);
  await until(() => (redis.state().reason ?? '').includes('out of range'));
  assert.match(redis.state().reason ?? '', /DB index is out of range/);
  assert.equal(redis.state().status, 'lost');
});

test('Redis full, with noeviction: nothing is kept there, and again as soon as there is room', async (t) => {
  const server = await startRedis(t, { options: ['--maxmemory-policy', 'noeviction'] });
  const redis = await openTestRedis(t, server.url);
  await server.command('CONFIG', 'SET', 'maxmemory', '1');
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), false);
  assert.equal(redis.state().status, 'lost');
  assert.match(redis.state().reason ?? '', /^OOM/);
  await server.command('CONFIG', 'SET', 'maxmemory', '0');
  await until(isUp(redis));
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), true);
});

test('Redis turned into a replica: it is left, and taken up as a master', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, server.url);
  await server.command('REPLICAOF', '127.0.0.1', String(await findFreePort()));
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), false);
  await until(() => (redis.state().reason ?? '').startsWith('READONLY'));
  assert.match(redis.state().reason ?? '', /^READONLY/);
  await server.command('REPLICAOF', 'NO', 'ONE');
  await until(isUp(redis));
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), true);
});

test('Redis: what is to be taken once is given to one of a hundred', async (t) => {
  const server = await startRedis(t);
  const nodes = [await openTestRedis(t, server.url), await openTestRedis(t, server.url)];
  await nodes[0]?.memory.putOnce('key', 'value', 60_000);
  const taken = await Promise.all(hundred.map((_, index) => nodes[index % 2]?.memory.takeOnce('key')));
  assert.deepEqual(
    taken.filter((value) => value !== undefined),
    ['value'],
  );
});

test('Redis restarted from a file that is older than a taking: what was taken is given to nobody', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, server.url);
  await redis.memory.put('witness', 'it is the same file', 60_000);
  await redis.memory.putOnce('key', 'value', 60_000);
  await server.command('SAVE');
  assert.equal(await redis.memory.takeOnce('key'), 'value');
  await server.kill();
  await until(isLost(redis));
  await server.start();
  await until(isUp(redis));
  assert.equal(await redis.memory.find('witness'), 'it is the same file');
  assert.equal(await redis.memory.takeOnce('key'), undefined);
});

test('Redis whose scripts are flushed: they are sent anew', async (t) => {
  const server = await startRedis(t);
  const redis = await openTestRedis(t, server.url);
  await server.command('SCRIPT', 'FLUSH');
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), true);
  assert.equal(redis.state().status, 'up');
});

test('Redis by TLS: a certificate that is trusted and for that name is taken, and no other', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-redis-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  // Good for 127.0.0.1 too.
  const { cert, key } = makeCertificate('cache.example.com');
  writeFileSync(certFile, cert);
  writeFileSync(keyFile, key);
  const port = await findFreePort();
  const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
  await startRedis(t, { options: ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files] });
  const trusting = { PORTICO_REDIS_CA_FILE: certFile };
  const redis = await openTestRedis(t, `rediss://127.0.0.1:${port}`, trusting);
  await until(isUp(redis));
  assert.equal(await redis.memory.putOnce('key', 'value', 60_000), true);
  for (const [host, trust, reason] of [
    ['127.0.0.1', {}, /self.signed certificate/],
    ['localhost', trusting, /does not match certificate/],
  ] as const) {
    const refused = await openTestRedis(t, `rediss://${host}:${port}`, trust);
    await until(() => reason.test(refused.state().reason ?? ''));
    assert.match(refused.state().reason ?? '', reason);
  }
});

test('Redis: what docs/redis.md lets a user do is enough, and what is not allowed is said at once', async (t) => {
  const server = await startRedis(t);
  const page = readFileSync(join(import.meta.dirname, '../../docs/redis.md'), 'utf8');
  const [line = ''] = /^ACL SETUSER .*$/m.exec(page) ?? [];
  await server.command(...line.split(' '));
  const url = server.url.replace('://', '://portico:secret@');
  const redis = await openTestRedis(t, url);
  assert.equal(redis.state().reason, undefined);
  assert.equal(redis.state().status, 'up');
  await server.command('ACL', 'SETUSER', 'portico', '-info');
  const refused = await openTestRedis(t, url);
  assert.match(refused.state().reason ?? '', /can't run this command|permission/);
});
