import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { DomainError } from '../src/core/errors.ts';
import type { EmailSender, SmsSender } from '../src/core/ports.ts';
import { signInAtConsole } from './support/management.ts';
import { call, startPortico, type TestPortico } from './support/portico.ts';
import { isPostgresRun, openByAddress } from './support/tested-database.ts';
import { refuse } from './support/triggers.ts';

/** Not development's loopback, which has neither ceiling nor breaker. */
const through = { 'x-forwarded-for': '203.0.113.1' };

/** A server whose provider keeps what it was given, and then fails as it is told to. */
async function open(t: TestContext, environment: Record<string, string> = {}) {
  const sent: Array<{ to: string; code: string }> = [];
  const provider: { failure?: DomainError } = {};
  const sms: SmsSender = {
    async sendCode({ to, code }) {
      sent.push({ to, code });
      if (provider.failure) throw provider.failure;
      return { Message: 'OK', RequestId: '1', Code: 'OK', BizId: '1' };
    },
  };
  const email: EmailSender = {
    send: async ({ to, code = '' }) => void sent.push({ to, code }),
  };
  const at = await startPortico(t, environment, { sms, email });
  return { at, sent, provider };
}

const atMobile = async ({ url }: TestPortico, account: string) => {
  const { status, body } = await call(`${url}/api/auth/send_code`, 'POST', { account }, through);
  return [status, body.code];
};
const atDesktop = async ({ url }: TestPortico, account: string) => {
  const { status, body } = await call(`${url}/api/user/sendCode`, 'POST', { account }, through);
  return [status, body.meta.status];
};

/** No code leaves, by no door, and each says so in its contract's words. */
async function assertNoneLeaves({ at, sent }: Awaited<ReturnType<typeof open>>): Promise<void> {
  const answers = await Promise.all([
    atMobile(at, '13800138000'),
    atMobile(at, 'somebody@example.com'),
    atDesktop(at, '13800138001'),
  ]);
  assert.deepEqual(answers, [
    [503, 10000],
    [503, 10000],
    [500, 500],
  ]);
  assert.deepEqual(sent, []);
}

test('while the database can only be read, no code leaves', async (t) => {
  const house = await open(t);
  const { database } = house.at.portico.house;
  if (isPostgresRun) {
    // What a standby says, which a primary is after a switch-over.
    const name = sql.id(new URL(house.at.address).pathname.slice(1));
    await sql`alter database ${name} set default_transaction_read_only = on`.execute(database);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid != pg_backend_pid()`.execute(database);
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(database).catch(() => {});
  } else {
    await sql`pragma query_only = 1`.execute(database);
  }
  await assertNoneLeaves(house);
});

test('while another process holds the database, no code leaves', async (t) => {
  const house = await open(t);
  const other = openByAddress(house.at.address);
  t.after(() => other.destroy());
  await other.transaction().execute(async (tx) => {
    if (isPostgresRun) await sql`lock table codes, limit_hits`.execute(tx);
    else await tx.insertInto('settings').values({ name: 'held', value: '' }).execute();
    await assertNoneLeaves(house);
  });
  assert.deepEqual(await atMobile(house.at, '13800138000'), [200, 0], 'nothing was taken meanwhile');
});

test('while the tables of the guard are gone, no code leaves either', async (t) => {
  const { at, sent } = await open(t);
  const { database } = at.portico.house;
  for (const table of ['sms_breakers', 'sms_spend', 'code_tallies', 'limit_hits', 'codes']) {
    await sql`alter table ${sql.table(table)} rename to gone`.execute(database);
    assert.deepEqual(await atMobile(at, '13800138000'), [500, 10000], table);
    await sql`alter table gone rename to ${sql.table(table)}`.execute(database);
  }
  assert.deepEqual(sent, []);
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 0], 'nothing was taken meanwhile');
});

const register = async ({ url }: TestPortico, account: string, code: string | undefined) =>
  (await call(`${url}/api/auth/register`, 'POST', { account, code, password: 'password-1' })).body.code;

test('a code that may have left works, and keeps its budgets and its price; one that surely did not has neither', async (t) => {
  const { at, sent, provider } = await open(t);
  const spend = async () => (await at.portico.house.core.codeGuard.read()).spend.amountMicros;
  provider.failure = new DomainError('sms.unavailable', { mayHaveBeenSent: true });
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 10013]);
  assert.equal(await spend(), 45_000);
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 10010]);
  assert.equal(await register(at, '13800138000', sent[0]?.code), 0);

  provider.failure = new DomainError('sms.out_of_credit');
  assert.deepEqual(await atMobile(at, '13800138001'), [200, 10011]);
  assert.deepEqual(await atMobile(at, '13800138001'), [200, 10011], 'and may be tried again at once');
  assert.equal(await spend(), 45_000);
  for (const { code } of sent.slice(-2)) assert.equal(await register(at, '13800138001', code), 10008);
});

test('the provider’s failure is told even where what was taken cannot be given back, and stays taken', async (t) => {
  const { at, provider } = await open(t);
  await refuse(at.portico.house.database, 'delete on limit_hits');
  provider.failure = new DomainError('sms.rejected');
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 10012]);
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 10010]);
});

test('a ceiling chosen in the console holds for the next code, at both doors, and e-mails cost nothing', async (t) => {
  const { at, sent } = await open(t, { PORTICO_SMS_PRICES: '*=1' });
  const owner = await signInAtConsole(at);
  assert.deepEqual(await atMobile(at, '13800138000'), [200, 0]);
  const { version } = (await owner.call('GET', '/settings')).body;
  const values = { 'limits.smsDailyCeiling': 1, 'limits.smsCountries': '86, +852' };
  const changed = await owner.call('PATCH', '/settings', { version, body: { values } });
  assert.equal(changed.status, 200);
  assert.deepEqual(await atMobile(at, '13800138001'), [200, 10013]);
  assert.deepEqual(await atDesktop(at, '13800138001'), [500, 500]);
  assert.deepEqual(await atMobile(at, '+442079460958'), [200, 10012], 'a country that is not served');
  assert.deepEqual(await atMobile(at, 'somebody@example.com'), [200, 0]);
  assert.equal(sent.length, 2);
});

test('who has an account with this number signs in by SMS while strangers get none', async (t) => {
  const { at, sent } = await open(t, { PORTICO_SMS_BREAKER_MINIMUM: '4', PORTICO_SMS_BREAKER_PERCENT: '50' });
  const member = '13900139000';
  assert.deepEqual(await atDesktop(at, member), [200, 200]);
  const verify = () => call(`${at.url}/api/user/verifyCode`, 'POST', { account: member, code: sent.at(-1)?.code });
  assert.equal((await verify()).status, 200);
  for (const account of ['13800138000', '13800138001', '13800138002']) await atDesktop(at, account);
  at.clock.advance(4 * 60_000);
  assert.deepEqual(await atDesktop(at, '13800138003'), [500, 500]);
  assert.deepEqual(await atDesktop(at, member), [200, 200]);
  assert.equal((await verify()).status, 200);
});
