import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openHouse } from '../src/compose.ts';
import type { RedisAccess } from '../src/redis/redis.ts';
import { servePortico as serve } from '../src/serving/portico.ts';
import { assertFailure, createBlogClient, md5, sign } from './support/blog.ts';
import { patience } from './support/both-memories.ts';
import { findFreePort } from './support/free-port.ts';
import { mobileInfo, registerMobile } from './support/mobile-and-desktop.ts';
import { type Answer, call, startPortico, type TestPortico } from './support/portico.ts';
import { servePortico, temporaryDataDir } from './support/process.ts';
import { startRedis, type TestRedis } from './support/redis.ts';
import { scrape } from './support/scrape.ts';
import { staffPassword } from './support/staff.ts';
import { until } from './support/until.ts';

const limit = 10;
const environment = {
  ...patience,
  PORTICO_PASSWORD_FAILURES_PER_ADDRESS: String(limit),
  PORTICO_TRUSTED_PROXIES: '127.0.0.1',
};
const stranger = { 'x-forwarded-for': '203.0.113.7' };

/** Two servers on one database and one Redis. */
async function startTwo(context: TestContext, redis: TestRedis): Promise<[TestPortico, TestPortico]> {
  const one = await startPortico(context, { ...environment, PORTICO_REDIS_URL: redis.url });
  const { house } = one.portico;
  const portico = await serve(await openHouse(house.config, { clock: one.clock }));
  context.after(() => portico.close());
  const port = portico.listeners.find(({ purpose }) => purpose === 'main')?.address.port;
  return [one, { ...one, portico, url: `http://127.0.0.1:${port}` }];
}

function redisOf({ portico }: TestPortico): RedisAccess {
  return portico.house.redis ?? assert.fail('no Redis is configured');
}

const turned = (servers: readonly TestPortico[], status: 'up' | 'lost') =>
  until(() => servers.every((server) => redisOf(server).state().status === status));

/** Passwords for ever other numbers, which nobody has, from one address, turn by turn on each server; how many were judged. */
async function guess(servers: readonly TestPortico[], tries: number): Promise<number> {
  const answers = await Promise.all(
    Array.from({ length: tries }, (_, index) => {
      const body = { account: `186${String(Math.random()).slice(2, 10)}`, password: 'a wrong password' };
      const { url } = servers[index % servers.length] as TestPortico;
      return call(`${url}/api/auth/access_token`, 'POST', body, stranger);
    }),
  );
  for (const answer of answers) assertGuessAnswered(answer);
  return answers.filter(({ body }) => body.code === 10006).length;
}

function assertGuessAnswered({ status, body, headers }: Answer): void {
  assert.ok([10000, 10006].includes(body.code), JSON.stringify(body));
  if (body.code !== 10000) return;
  assert.equal(status, 429);
  const seconds = Number(headers.get('retry-after'));
  assert.ok(seconds >= 1 && seconds <= 600, `retry after ${seconds} s`);
}

for (const [name, harm, mend] of [
  ['flushed', (redis: TestRedis) => redis.command('FLUSHALL'), async () => {}],
  ['killed', (redis: TestRedis) => redis.kill(), (redis: TestRedis) => redis.start()],
  ['hung', async (redis: TestRedis) => redis.hang(), async (redis: TestRedis) => redis.resume()],
] as const) {
  test(`Redis ${name} in the middle of guesses on two nodes: exactly as many are judged as one may try`, async (t) => {
    const redis = await startRedis(t);
    const servers = await startTwo(t, redis);
    const first = guess(servers, 40);
    await harm(redis);
    assert.equal(await first, limit);
    assert.equal(await guess(servers, 40), 0);
    for (const server of servers) {
      const { timedOut, losses } = redisOf(server).state();
      assert.ok(timedOut <= losses && losses <= 1, `${timedOut} waits in vain, ${losses} losses`);
    }
    await mend(redis);
    await turned(servers, 'up');
    assert.equal(await guess(servers, 40), 0);
    servers[0].clock.advance(600_000);
    assert.equal(await guess(servers, 40), limit, 'and as many again when the window is over');
  });
}

for (const [name, harm] of [
  ['killed', (redis: TestRedis) => redis.kill()],
  ['hung', async (redis: TestRedis) => redis.hang()],
] as const) {
  test(`Redis ${name}: sessions stay valid, on both nodes, and both stay ready`, async (t) => {
    const redis = await startRedis(t);
    const servers = await startTwo(t, redis);
    const signedIn = await registerMobile(servers[0], '18656660930', 'secret-1');
    const ready = async (state: string) => {
      for (const { url } of servers) {
        const answer = await call(`${url}/readyz`, 'GET');
        assert.deepEqual([answer.status, answer.body], [200, { status: 'ready', redis: state }]);
      }
    };
    await ready('up');
    await harm(redis);
    for (const server of servers) assert.equal((await mobileInfo(server, signedIn)).phone, '18656660930');
    await turned(servers, 'lost');
    await ready('lost');
    for (const server of servers) assert.equal((await mobileInfo(server, signedIn)).phone, '18656660930');
    assert.equal((await registerMobile(servers[1], '18656660931', 'secret-1')).body.code, 0);
  });
}

test('metrics tell whether Redis answers, and how often it was lost', async (t) => {
  const redis = await startRedis(t);
  const servers = await startTwo(t, redis);
  const told = async (): Promise<string[]> => {
    const seen = await Promise.all(servers.map((server) => scrape(server)));
    return seen.map(({ text }) => text.match(/^portico_redis_(up|losses_total) .*$/gm)?.join() ?? '');
  };
  const both = (up: number, losses: number): string[] =>
    Array(2).fill(`portico_redis_up ${up},portico_redis_losses_total ${losses}`);
  assert.deepEqual(await told(), both(1, 0));
  for (const losses of [1, 2]) {
    await redis.kill();
    await turned(servers, 'lost');
    assert.deepEqual(await told(), both(0, losses));
    await redis.start();
    await turned(servers, 'up');
    assert.deepEqual(await told(), both(1, losses));
  }
});

test('captchas: drawn on one node and solved on the other, once; those that a lost Redis held are wrong, and others are drawn', async (t) => {
  const redis = await startRedis(t);
  const servers = await startTwo(t, redis);
  const blogs = servers.map(createBlogClient);
  const [one, two] = blogs as [(typeof blogs)[0], (typeof blogs)[0]];
  const captcha = await one.solveCaptcha();
  assert.equal((await two.register('first', captcha)).status, 200);
  assertFailure(await one.register('again', captcha), 400);
  const held = await one.solveCaptcha();
  assert.equal((await servers[0].portico.house.database.selectFrom('captchas').selectAll().execute()).length, 0);
  await redis.kill();
  await turned(servers, 'lost');
  assertFailure(await one.register('held', held), 400);
  const drawnMeanwhile = [await one.solveCaptcha(), await one.solveCaptcha()];
  assert.equal((await two.register('second', drawnMeanwhile[0])).status, 200);
  await redis.start();
  await turned(servers, 'up');
  assert.equal((await two.register('third', drawnMeanwhile[1])).status, 200, 'one in the database is honoured');
  assertFailure(await one.register('held', held), 400);
  const flushed = await one.solveCaptcha();
  await redis.command('FLUSHALL');
  assertFailure(await two.register('flushed', flushed), 400);
});

test('a captcha that one node drew a hundred times at once on two nodes: compared once', async (t) => {
  const redis = await startRedis(t);
  const [one, two] = await startTwo(t, redis);
  const { id } = (await call(`${one.url}/captcha`, 'GET')).body.data;
  const body = { nickname: 'owner', passwd: staffPassword, captcha_id: id, captcha_code: one.answerOf(id) };
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => call(`${(index % 2 ? one : two).url}/login`, 'POST', body)),
  );
  assert.equal(answers.filter(({ body: { message } }) => !/验证码/.test(message)).length, 1);
});

test('the same signed write a hundred times at once on two nodes takes effect once, and never again when Redis forgot it', async (t) => {
  const redis = await startRedis(t);
  const servers = await startTwo(t, redis);
  const blog = createBlogClient(servers[0]);
  const form = { account: 'once', email: 'once@example.com', password: md5('111111'), ...(await blog.solveCaptcha()) };
  const signed = sign(form, servers[0].clock.now());
  const send = (index: number) => call(`${(servers[index % 2] as TestPortico).url}/blogapi/reg`, 'POST', signed);
  const statuses = async () =>
    (await Promise.all(Array.from({ length: 100 }, (_, index) => send(index)))).map(({ status }) => status).sort();
  assert.deepEqual(await statuses(), [200, ...Array(99).fill(201)]);
  assert.deepEqual(await statuses(), Array(100).fill(201));
  await redis.command('FLUSHALL');
  assert.deepEqual(await statuses(), Array(100).fill(201));
  await redis.kill();
  assert.deepEqual(await statuses(), Array(100).fill(201));
});

test('a code guessed a hundred times at once on two nodes: five are compared, and then the right one is dead too', async (t) => {
  const redis = await startRedis(t);
  const servers = await startTwo(t, redis);
  const [one, two] = servers;
  const account = '18656660930';
  await call(`${one.url}/api/auth/send_code`, 'POST', { account });
  const code = one.codeFor(`+86${account}`);
  const wrong = code === '000000' ? '000001' : '000000';
  const check = ({ url }: TestPortico, tried: string) =>
    call(`${url}/api/auth/check_code`, 'POST', { account, code: tried });
  await Promise.all(Array.from({ length: 100 }, (_, index) => check(index % 2 ? one : two, wrong)));
  assert.equal((await check(two, code)).body.code, 10008);
  const { tries } = await one.portico.house.database.selectFrom('codes').select('tries').executeTakeFirstOrThrow();
  assert.equal(tries, 5);
});

test('a server starts without its Redis, says so once, and takes it up when it comes', async (t) => {
  const port = await findFreePort();
  const server = await servePortico(t, temporaryDataDir(t), {
    ...patience,
    PORTICO_REDIS_URL: `redis://:hunter2@127.0.0.1:${port}`,
  });
  const state = async () => (await call(`${server.url}/readyz`, 'GET')).body;
  assert.deepEqual(await state(), { status: 'ready', redis: 'lost' });
  await startRedis(t, { port, password: 'hunter2' });
  await until(async () => (await state()).redis === 'up');
  assert.deepEqual(await state(), { status: 'ready', redis: 'up' });
  const said = server.said();
  assert.equal(said.split('Redis is lost').length, 2, said);
  assert.equal(said.split('Redis answers').length, 2, said);
  assert.match(said, /ECONNREFUSED/);
  assert.doesNotMatch(said, /hunter2/);
});
