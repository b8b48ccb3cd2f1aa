import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { afterEachStatement } from '../../../test/support/after-each-statement.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { testOnSqlite } from '../../../test/support/tested-database.ts';
import type { Database } from '../../db/database.ts';
import { deleteStatement, sweeps } from './sweeper.store.ts';
import { createSweeper } from './sweeper.ts';

// It stands still but where a test moves it: a slow machine ages no row.
const clock = { at: Date.now(), now: () => clock.at };
const at = await startPortico({ after }, {}, { clock });
const { database: db, sweeper: ownOfServer } = at.portico.house;
// Its sweep, which others would share, may be past the table that a test is about.
await ownOfServer.stop();
const sweeper = createSweeper({ db, clock, onFailure: (table, error) => assert.fail(`${table}: ${error}`) });
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

async function countRows(table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(db);
  return rows[0]?.n ?? 0;
}

const insert = (table: string, values: Record<string, unknown>): Promise<unknown> =>
  sql`insert into ${sql.table(table)} (${sql.join(Object.keys(values).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(values))})`.execute(db);

/** A row made now outlives the sweeps until `ms` have passed, and goes with the first one after. */
async function assertGoesAfter(table: string, makeRow: (now: number) => Record<string, unknown>, ms: number) {
  const before = await countRows(table);
  await insert(table, makeRow(clock.now()));
  clock.at += ms - 1;
  await sweeper.sweepOnce();
  assert.equal(await countRows(table), before + 1, `${table}: it stays until its time`);
  clock.at += 1;
  await sweeper.sweepOnce();
  assert.equal(await countRows(table), before, `${table}: it goes after its time`);
}

const session = (values: Record<string, unknown>) => ({
  account_id: 1,
  contract: 'blog',
  created_at: 0,
  address: '',
  user_agent: '',
  last_seen_at: 0,
  ...values,
});

test('sweeper: codes, captchas and links go when they expire', async () => {
  const rows: Record<string, Record<string, unknown>> = {
    codes: { subject: 's', code_hash: 'h', created_at: 0 },
    captchas: { id_hash: 'i', answer_hash: 'h' },
    email_proofs: { token_hash: 't', account_id: 1, email: 'a@b.c' },
    password_resets: { token_hash: 't', account_id: 1, role: 'user' },
  };
  for (const [table, row] of Object.entries(rows)) {
    await assertGoesAfter(table, (now) => ({ ...row, expires_at: now + 60_000 }), 60_000);
  }
});

test('sweeper: marks, limit hits and keys of repetitions stay for a day longer, for nodes whose clocks are behind', async () => {
  const rows = {
    replay_marks: { key: 'k', done: 1 },
    limit_hits: { key: 'k', at: 0 },
    idempotency_keys: { key_hash: 'k', request_hash: 'h' },
  };
  for (const [table, row] of Object.entries(rows)) {
    await assertGoesAfter(table, (now) => ({ ...row, expires_at: now + 60_000 }), dayMs + 60_000);
  }
});

test('sweeper: a session goes 7 days after it expired, and 30 days after it ended', async () => {
  await assertGoesAfter('sessions', (now) => session({ expires_at: now + dayMs }), 8 * dayMs);
  const ended = (now: number) => session({ expires_at: now + 365 * dayMs, ended_at: now });
  await assertGoesAfter('sessions', ended, 30 * dayMs);
});

test('sweeper: guesses go after a day, save those that lock an account or still make it wait', async () => {
  const guess = (values: Record<string, unknown>) => ({
    subject: 's',
    device: 'd',
    failures: 99,
    not_before: 0,
    ...values,
  });
  await assertGoesAfter('password_guesses', (now) => guess({ updated_at: now }), dayMs);
  const kept = await countRows('password_guesses');
  const old = { updated_at: clock.now() - 2 * dayMs };
  await insert('password_guesses', guess({ ...old, device: 'locked', failures: 100 }));
  await insert('password_guesses', guess({ ...old, device: 'waiting', not_before: clock.now() + hourMs }));
  await sweeper.sweepOnce();
  assert.equal(await countRows('password_guesses'), kept + 2);
});

test('sweeper: a device goes when it was not seen for 180 days', async () => {
  const device = (now: number) => ({ account_id: 1, device: 'd', last_seen_at: now });
  await assertGoesAfter('known_devices', device, 180 * dayMs);
});

test('sweeper: what was counted in an hour goes after 400 days', async () => {
  await assertGoesAfter('counters', (now) => ({ hour_at: now, name: 'n', label: '', value: 1 }), 400 * dayMs);
});

test('sweeper: what came through a door goes after 91 days', async () => {
  const use = { contract: 'blog', endpoint: 'GET /', version: 'v/1', calls: 1, failures: 0, last_seen_at: 0 };
  await assertGoesAfter('door_uses', (now) => ({ ...use, day_at: now }), 91 * dayMs);
  const account = { account_id: 1, contract: 'blog', version: 'v/1' };
  await assertGoesAfter('door_accounts', (now) => ({ ...account, last_seen_at: now }), 91 * dayMs);
});

test('sweeper: codes counted by the minute go after 49 hours, what a day of SMS cost after 400 days', async () => {
  const tally = (now: number) => ({ area: '86', minute_at: now, asked: 1, sent: 1 });
  await assertGoesAfter('code_tallies', tally, 49 * hourMs);
  const spend = (at: number) => ({ day: new Date(at).toISOString().slice(0, 10), amount_micros: 1, messages: 1 });
  await insert('sms_spend', spend(clock.now() - 401 * dayMs));
  await insert('sms_spend', spend(clock.now() - 399 * dayMs));
  await sweeper.sweepOnce();
  assert.equal(await countRows('sms_spend'), 1);
});

test('sweeper: a job goes 30 days after it died, and never while it waits', async () => {
  const job = { kind: 'email', key: '', payload: '', created_at: 0, retry_since: 0, run_at: clock.now() + 365 * dayMs };
  await insert('jobs', job);
  await assertGoesAfter('jobs', (now) => ({ ...job, dead_at: now }), 30 * dayMs);
});

test('sweeper: what has no expiry is left alone', async () => {
  const tables = ['accounts', 'settings', 'audit_log'];
  const before = await Promise.all(tables.map(countRows));
  clock.at += 400 * dayMs;
  await sweeper.sweepOnce();
  assert.deepEqual(await Promise.all(tables.map(countRows)), before);
});

test('sweeper: a refresh token works for its 30 days while sweeps go on, then session and token go', async () => {
  const { url } = at;
  const account = '13800138000';
  assert.equal((await call(`${url}/api/auth/send_code`, 'POST', { account })).body.code, 0);
  const code = at.codeFor(`+86${account}`);
  const registered = await call(`${url}/api/auth/register`, 'POST', { account, code, password: 'password-1' });
  assert.equal(registered.body.code, 0);
  const refresh = async (token: string) => call(`${url}/api/auth/refresh_token`, 'POST', { refresh_token: token });
  const sweepFor = async (days: number) => {
    for (let day = 0; day < days; day += 1) {
      clock.at += dayMs;
      await sweeper.sweepOnce();
    }
  };

  let token: string = registered.body.data.refresh_token;
  for (const days of [20, 29]) {
    await sweepFor(days);
    const answer = await refresh(token);
    assert.equal(answer.body.code, 0, `after ${days} days`);
    token = answer.body.data.refresh_token;
  }
  await sweepFor(30);
  assert.equal((await refresh(token)).body.code, 10004);
  await sweepFor(8);
  assert.deepEqual([await countRows('sessions'), await countRows('refresh_tokens')], [0, 0]);
});

test('sweeper: thousands of rows go in batches of 500, and others write in between', async () => {
  const past = clock.now() - 2 * dayMs;
  await sql`insert into limit_hits (key, at, expires_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 2600)
    select 'many', 0, ${past} from numbers`.execute(db);
  const left: number[] = [];
  // After each statement of the sweep, which goes on once this is answered.
  const watched = afterEachStatement(db, async () => {
    await insert('settings', { name: `between-${left.length}`, value: '' });
    left.push(await countRows('limit_hits'));
  });
  const own = createSweeper({ db: watched, clock, onFailure: assert.fail });
  assert.ok((await own.sweepOnce()) >= 2600);
  assert.deepEqual([...new Set(left)], [2600, 2100, 1600, 1100, 600, 100, 0]);
});

test('sweeper: a table that fails is reported, and the others are swept', async () => {
  const failures: string[] = [];
  const own = createSweeper({ db, clock, onFailure: (table) => failures.push(table) });
  await sql`alter table codes rename to codes_away`.execute(db);
  await insert('captchas', { id_hash: 'late', answer_hash: 'h', expires_at: 0 });
  assert.equal(await own.sweepOnce(), 1);
  assert.deepEqual(failures, ['codes']);
  await sql`alter table codes_away rename to codes`.execute(db);
});

testOnSqlite(
  'sweeper: every statement finds its rows by an index of their times, and reads no whole table',
  async () => {
    for (const sweep of sweeps) {
      const plan = await explain(db, deleteStatement(sweep, { now: clock.now(), most: 500 }));
      const about = `${sweep.table}: ${plan.join('; ')}`;
      const byTime = new RegExp(
        `^SEARCH ${sweep.table} .*(expires_at|ended_at|updated_at|last_seen_at|hour_at|minute_at|day_at|day|dead_at|created_at)<\\?`,
      );
      assert.ok(
        plan.some((step) => byTime.test(step)),
        about,
      );
      assert.ok(!plan.some((step) => step.startsWith('SCAN')), about);
    }
  },
);

async function explain(database: Database, statement: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ detail: string }>`explain query plan ${statement}`.execute(database);
  return rows.map(({ detail }) => detail);
}
