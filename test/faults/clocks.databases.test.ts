import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createSweeper } from '../../src/core/sweeper/sweeper.ts';
import { createBlogClient, md5, sign } from '../support/blog.ts';
import { type Asking, askDoor, send } from '../support/door-asking.ts';
import { signInAtConsole } from '../support/management.ts';
import { mobileInfo, registerMobile } from '../support/mobile-and-desktop.ts';
import { startPortico, type TestPortico } from '../support/portico.ts';
import { startPostgres } from '../support/postgres.ts';
import { temporaryDataDir } from '../support/process.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const mostGuesses = 10;
const postgres = await startPostgres({ after });
const database = await postgres.createDatabase();
/**
 * Nodes of one process, since no process here can be given another clock than the machine's. They sweep when a test says so
 * and not by themselves: whoever is hours ahead would take codes and captchas away that others are just using.
 */
async function start(aheadMs: number): Promise<TestPortico> {
  const node = await startPortico(
    { after },
    {
      PORTICO_DATA_DIR: temporaryDataDir({ after }),
      PORTICO_DATABASE_URL: database,
      PORTICO_SECRET_KEY: 'a-root-key-that-all-nodes-have-in-common',
      PORTICO_TRUSTED_PROXIES: '127.0.0.1',
      PORTICO_PASSWORD_FAILURES_PER_ADDRESS: String(mostGuesses),
    },
    { clock: { now: () => Date.now() + aheadMs } },
  );
  await node.portico.house.sweeper.stop();
  return node;
}

/** As the node would in the background, by its own clock. */
async function sweep({ portico: { house } }: TestPortico): Promise<void> {
  const failed: unknown[] = [];
  const { database: db, clock } = house;
  await createSweeper({ db, clock, onFailure: (table, error) => failed.push([table, error]) }).sweepOnce();
  assert.deepEqual(failed, []);
}

const right = await start(0);
const nodes: ReadonlyArray<readonly [name: string, aheadMs: number, node: TestPortico]> = [
  ['a minute ahead', minuteMs, await start(minuteMs)],
  ['a minute behind', -minuteMs, await start(-minuteMs)],
  ['hours ahead', 8 * hourMs, await start(8 * hourMs)],
  ['hours behind', -8 * hourMs, await start(-8 * hourMs)],
];
const isNear = (aheadMs: number): boolean => Math.abs(aheadMs) <= minuteMs;

let people = 0;
const newAccount = (): string => `clock${++people}@example.com`;

for (const [index, [name, aheadMs, node]] of nodes.entries()) {
  test(`clocks, ${name}: the node says by how much at its start, and the others say nothing`, () => {
    const said = node.portico.nodeProblems.find((problem) => problem.startsWith('the clock of this machine is'));
    assert.match(said ?? '', new RegExp(`${aheadMs > 0 ? 'ahead of' : 'behind'} the database’s`));
    assert.ok(Math.abs(Number(/is ([\d.]+) s/.exec(said ?? '')?.[1]) * 1_000 - Math.abs(aheadMs)) < minuteMs / 2);
    assert.deepEqual(right.portico.nodeProblems, []);
  });

  test(`clocks, ${name}: a code of one node is right at the other, or refused; a wrong one never is right`, async () => {
    for (const [from, to, isTaken] of [
      [right, node, aheadMs <= minuteMs],
      [node, right, aheadMs >= -minuteMs],
    ] as const) {
      const account = newAccount();
      const post = (path: string, body: object): Asking => ({ door: 'mobile', method: 'POST', path, body });
      assert.ok(await askDoor(from.url, post('/api/auth/send_code', { account })));
      const code = from.codeFor(account);
      const wrong = code === '000000' ? '111111' : '000000';
      const check = async (tried: string): Promise<number> =>
        (await send(to.url, post('/api/auth/check_code', { account, code: tried }))).body.code;
      assert.equal(await check(wrong), 10008);
      assert.equal(await check(code), isTaken ? 0 : 10008);
    }
  });

  test(`clocks, ${name}: a session and its refresh go on at the other node, or end; a used refresh token makes no second session`, async () => {
    for (const [from, to] of [
      [right, node],
      [node, right],
    ] as const) {
      const registered = await registerMobile(from, newAccount(), 'secret-1');
      if (isNear(aheadMs)) assert.ok((await mobileInfo(to, registered)).id);
      const refresh = async (at: TestPortico, refresh_token: string) =>
        (
          await send(at.url, {
            door: 'mobile',
            method: 'POST',
            path: '/api/auth/refresh_token',
            body: { refresh_token },
          })
        ).body;
      const used = registered.body.data.refresh_token;
      const fresh = await refresh(to, used);
      assert.equal(fresh.code, 0);
      await refresh(to, fresh.data.refresh_token);
      // Its successor was used: whoever shows it has stolen it, whatever the time.
      assert.equal((await refresh(from, used)).code, 10004);
      assert.equal((await refresh(to, fresh.data.refresh_token)).code, 10004);
    }
  });

  test(`clocks, ${name}: wrong passwords that were counted stay counted, whoever sweeps`, async () => {
    const guess = async (): Promise<number> => {
      const body = { account: newAccount(), password: 'a wrong password' };
      const headers = { 'x-forwarded-for': `203.0.113.${index}` };
      const path = '/api/auth/access_token';
      return (await send(right.url, { door: 'mobile', method: 'POST', path, body, headers })).status;
    };
    for (let tries = 0; tries < mostGuesses; tries += 1) assert.equal(await guess(), 200);
    assert.equal(await guess(), 429);
    await sweep(node);
    assert.equal(await guess(), 429);
  });

  test(`clocks, ${name}: a signed write that happened does not happen again, at either node, whoever sweeps`, async () => {
    const blog = createBlogClient(right);
    const account = `writer${++people}`;
    const captcha = await blog.solveCaptcha();
    const form = { account, email: newAccount(), password: md5('111111'), ...captcha };
    const body = sign(form, right.clock.now());
    const ask = ({ url }: TestPortico) => send(url, { door: 'blog', method: 'POST', path: '/blogapi/reg', body });
    assert.equal((await ask(right)).status, 200);
    await sweep(node);
    assert.equal((await ask(right)).status, 201);
    assert.equal((await ask(node)).status, isNear(aheadMs) ? 201 : 513);
    const login = sign({ account, password: md5('111111') }, right.clock.now());
    const logIn = ({ url }: TestPortico) =>
      send(url, { door: 'blog', method: 'POST', path: '/blogapi/login', body: login });
    assert.equal((await logIn(right)).status, 200);
    await sweep(node);
    assert.equal((await logIn(right)).status, 201);
  });

  test(`clocks, ${name}: a creation of 23 hours ago is not made again under its key, and codes of then still count, whoever sweeps`, async () => {
    const operator = await signInAtConsole(right);
    const options = {
      headers: { 'idempotency-key': `clock-${index}` },
      body: { title: `clock ${index}`, content: 'an answer', category: '' },
    };
    const made = await operator.call('POST', '/faqs', options);
    assert.equal(made.status, 201);
    const { database: db } = right.portico.house;
    const now = right.clock.now();
    await db
      .updateTable('idempotency_keys')
      .set({ expires_at: now + hourMs })
      .execute();
    const tally = { area: `clock-${index}`, minute_at: now - 23 * hourMs, asked: 1, sent: 1 };
    await db.insertInto('code_tallies').values(tally).execute();
    await sweep(node);
    const again = await operator.call('POST', '/faqs', options);
    assert.deepEqual([again.status, again.body.id], [201, made.body.id]);
    const kept = await db.selectFrom('code_tallies').select('asked').where('area', '=', tally.area).execute();
    assert.deepEqual(kept, [{ asked: 1 }]);
  });
}
