import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient, md5, sign } from '../support/blog.ts';
import { patience } from '../support/both-memories.ts';
import { mobileInfo, registerMobile } from '../support/mobile-and-desktop.ts';
import { createNodeFamily } from '../support/nodes.ts';
import { call, type TestPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { staffPassword } from '../support/staff.ts';
import { until } from '../support/until.ts';
import { addressBudgets, infoCode, newPhone } from './two-nodes.ts';

const redis = await startRedis({ after });
const postgres = await startPostgres({ after });
const family = createNodeFamily({ after }, await postgres.createDatabase(), {
  ...patience,
  PORTICO_REDIS_URL: redis.url,
  PORTICO_TRUSTED_PROXIES: '127.0.0.1',
  PORTICO_PASSWORD_FAILURES_PER_ADDRESS: String(addressBudgets.failures),
});
const both = [family.at(await family.start()), family.at(await family.start())] as const;
const [first, second] = both;

/** So many at once, turn by turn at each. */
const atBoth = <T>(times: number, work: (node: TestPortico) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: times }, (_, index) => work(index % 2 ? second : first)));

/** Both stay ready all the while; resolves when both say so of Redis. */
async function turned(status: 'up' | 'lost'): Promise<void> {
  const isSo = async ({ url }: TestPortico): Promise<boolean> => {
    const answer = await call(`${url}/readyz`, 'GET');
    assert.deepEqual([answer.status, answer.body.status], [200, 'ready']);
    return answer.body.redis === status;
  };
  await until(async () => (await isSo(first)) && (await isSo(second)));
  for (const node of both) assert.ok(await isSo(node), `Redis is not ${status}`);
}

interface Fault {
  name: string;
  /** What both say of Redis once it happened. */
  leaves: 'up' | 'lost';
  /** The fault's own, so that each begins with nothing counted. */
  stranger: string;
  harm(server: TestRedis): Promise<void>;
  mend(server: TestRedis): Promise<void>;
}

async function flush(server: TestRedis): Promise<void> {
  assert.equal(await server.command('FLUSHALL'), 'OK');
}

const faults: readonly Fault[] = [
  {
    name: 'killed',
    leaves: 'lost',
    stranger: '203.0.113.7',
    harm: (server) => server.kill(),
    mend: (server) => server.start(),
  },
  {
    name: 'hung',
    leaves: 'lost',
    stranger: '203.0.113.8',
    harm: async (server) => server.hang(),
    mend: async (server) => server.resume(),
  },
  {
    name: 'flushed',
    leaves: 'up',
    stranger: '203.0.113.9',
    harm: flush,
    // Once more, of what it was told meanwhile.
    mend: flush,
  },
];

for (const { name, leaves, stranger, ...fault } of faults) {
  let isHarmed = false;
  async function harm(): Promise<void> {
    isHarmed = true;
    await fault.harm(redis);
  }
  /** Without a restart of anything else. */
  async function recover(): Promise<void> {
    isHarmed = false;
    await fault.mend(redis);
    await turned('up');
  }
  const guarantee = (text: string, check: () => Promise<void>): void =>
    void test(`two nodes, Redis ${name}: ${text}`, async (t) => {
      t.after(() => isHarmed && recover());
      await check();
    });

  guarantee('a code is guessed five times in all, before, meanwhile and afterwards', async () => {
    const account = newPhone();
    await call(`${first.url}/api/auth/send_code`, 'POST', { account });
    const code = first.codeFor(`+86${account}`);
    const wrong = code === '000000' ? '000001' : '000000';
    const check = async ({ url }: TestPortico, tried: string): Promise<number> =>
      (await call(`${url}/api/auth/check_code`, 'POST', { account, code: tried })).body.code;
    const isRight = async () => [await check(first, code), await check(second, code)];
    const guessAtBoth = () => Promise.all(both.map((node) => check(node, wrong)));
    await guessAtBoth();
    await Promise.all([harm(), guessAtBoth()]);
    await turned(leaves);
    assert.deepEqual(await isRight(), [0, 0], 'after four');
    await check(second, wrong);
    assert.deepEqual(await isRight(), [10008, 10008], 'after five');
    await recover();
    await atBoth(8, (node) => check(node, wrong));
    assert.deepEqual(await isRight(), [10008, 10008]);
  });

  guarantee('as many passwords of one address are judged in all as one may try', async () => {
    const headers = { 'x-forwarded-for': stranger };
    const guess = async ({ url }: TestPortico): Promise<number> => {
      const body = { account: newPhone(), password: 'a wrong password' };
      return (await call(`${url}/api/auth/access_token`, 'POST', body, headers)).body.code;
    };
    const codes = await atBoth(4, guess);
    const [, during] = await Promise.all([harm(), atBoth(16, guess)]);
    await turned(leaves);
    codes.push(...during, ...(await atBoth(16, guess)));
    await recover();
    codes.push(...(await atBoth(16, guess)));
    assert.equal(codes.filter((code) => code === 10006).length, addressBudgets.failures);
    assert.equal(codes.filter((code) => code === 10000).length, codes.length - addressBudgets.failures);
  });

  guarantee('no captcha is good twice or without its answer, and others are drawn meanwhile', async () => {
    const draw = async ({ url }: TestPortico): Promise<string> => (await call(`${url}/captcha`, 'GET')).body.data.id;
    /** How many of eight at once got past the captcha. */
    async function countPast(id: string, answer = first.answerOf(id)): Promise<number> {
      const body = { nickname: 'nobody', passwd: staffPassword, captcha_id: id, captcha_code: answer };
      const answers = await atBoth(8, ({ url }) => call(`${url}/login`, 'POST', body));
      return answers.filter(({ body: { message } }) => !/验证码/.test(message)).length;
    }
    const [solved, held] = [await draw(first), await draw(second)];
    assert.equal(await countPast(solved), 1);
    await harm();
    await turned(leaves);
    assert.deepEqual([await countPast(solved), await countPast(held)], [0, 0]);
    const [meanwhile, kept, wrong] = [await draw(first), await draw(second), await draw(first)];
    assert.deepEqual([await countPast(meanwhile), await countPast(meanwhile)], [1, 0]);
    assert.deepEqual(
      [await countPast(wrong, first.answerOf(wrong) === 'AAAAA' ? 'BBBBB' : 'AAAAA'), await countPast(wrong)],
      [0, 0],
    );
    await recover();
    // Drawn without Redis it is in the database, else it was forgotten with the rest.
    const isKept = leaves === 'lost' ? 1 : 0;
    assert.deepEqual([await countPast(kept), await countPast(kept), await countPast(solved)], [isKept, 0, 0]);
    // Redis that only hung has it still, and gives it out once.
    assert.ok((await countPast(held)) <= (name === 'hung' ? 1 : 0));
    assert.equal(await countPast(held), 0);
  });

  guarantee('a signed write that happened, before or meanwhile, never happens again', async () => {
    const prepare = async (account: string) => {
      const captcha = await createBlogClient(first).solveCaptcha();
      const email = `${account}@example.com`;
      return sign({ account, email, password: md5('111111'), ...captcha }, Date.now());
    };
    const send = async (signed: ReturnType<typeof sign>): Promise<number[]> => {
      const answers = await atBoth(8, ({ url }) => call(`${url}/blogapi/reg`, 'POST', signed));
      return answers.map(({ body }) => body.code).sort();
    };
    const [once, never] = [[200, ...Array(7).fill(201)], Array(8).fill(201)];
    const before = await prepare(`before-${name}`);
    assert.deepEqual(await send(before), once);
    const [, during] = await Promise.all([harm(), send(before)]);
    assert.deepEqual(during, never);
    await turned(leaves);
    assert.deepEqual(await send(before), never);
    const meanwhile = await prepare(`meanwhile-${name}`);
    assert.deepEqual(await send(meanwhile), once);
    await recover();
    assert.deepEqual([await send(before), await send(meanwhile)], [never, never]);
  });

  guarantee('sessions stay valid at both, end at both, and new ones begin', async () => {
    const signedIn = await registerMobile(first, newPhone(), staffPassword);
    const token = signedIn.body.data.access_token as string;
    const codes = (of = token) => Promise.all(both.map((node) => infoCode(node, of)));
    await harm();
    assert.deepEqual(await codes(), [0, 0]);
    await turned(leaves);
    assert.deepEqual(await codes(), [0, 0]);
    const phone = newPhone();
    const fresh = await registerMobile(second, phone, staffPassword);
    assert.equal((await mobileInfo(first, fresh)).phone, phone);
    const ended = fresh.body.data.access_token as string;
    await call(`${second.url}/api/auth/destroy_token`, 'POST', {}, { authorization: `Token ${ended}` });
    assert.ok((await codes(ended)).every((code) => code !== 0));
    await recover();
    assert.deepEqual(await codes(), [0, 0]);
    assert.ok((await codes(ended)).every((code) => code !== 0));
  });
}
