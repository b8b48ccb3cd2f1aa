import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signInAtDesktop } from '../../../test/support/desktop.ts';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient, mobilePassword } from '../../../test/support/mobile.ts';
import { call, startPortico } from '../../../test/support/portico.ts';
import { newStaffFields, signUpForm } from '../../../test/support/staff.ts';
import type { DashboardSeries, DashboardView } from './schemas.ts';

const hourMs = 3_600_000;
const portico = await startPortico({ after });
portico.clock.set(Date.parse('2026-07-15T04:20:00Z')); // 12:20 in Shanghai
const mobile = createMobileClient(portico);
const { counters } = portico.portico.house.core;

/** Signed in anew: the clock moves by days. */
async function read(range: string): Promise<DashboardView> {
  const owner = await signInAtConsole(portico);
  const { status, body } = await owner.call('GET', `/dashboard?range=${range}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

const totals = (series: DashboardSeries[]) =>
  Object.fromEntries(series.map(({ label, values }) => [label, values.reduce((sum, value) => sum + value, 0)]));

test('management GET /dashboard: a server on which nothing happened is new, and a series of zeros is left out', async () => {
  const { empty, signIns, registrations, failures, moments, waiting } = await read('24h');
  assert.equal(empty, true);
  assert.deepEqual([totals(signIns), registrations, failures, moments.length], [{ console: 1 }, [], [], 24]);
  assert.deepEqual(waiting.waitingApprovals, { count: 0, capped: false });
});

test('management GET /dashboard: what happened at the doors is counted, by door and by reason', async () => {
  const { phone } = await mobile.join();
  await mobile.send('POST', '/auth/access_token', { account: phone, password: mobilePassword });
  for (const password of ['wrong-1', 'wrong-2'])
    await mobile.send('POST', '/auth/access_token', { account: phone, password });
  const { headers } = await signInAtDesktop(portico, '13812345678');
  for (let n = 0; n < 3; n += 1) await call(`${portico.url}/api/heart/check`, 'POST', {}, headers);
  await call(`${portico.url}/signUp`, 'PUT', signUpForm(newStaffFields()));

  const dashboard = await read('24h');
  const { console: atConsole, ...signIns } = totals(dashboard.signIns);
  assert.deepEqual(signIns, { mobile: 1, desktop: 1 });
  assert.deepEqual(totals(dashboard.registrations), { mobile: 1, desktop: 1, staff: 1 });
  assert.deepEqual(totals(dashboard.heartbeats), { desktop: 3 });
  assert.deepEqual([totals(dashboard.codesSent), totals(dashboard.codesVerified)], [{ sms: 2 }, { sms: 2 }]);
  assert.ok((atConsole ?? 0) >= 2);
  const wrong = dashboard.failures.find(({ code }) => code === 'password.wrong');
  assert.deepEqual([wrong?.contract, wrong?.values.at(-1)], ['mobile', 2]);
  assert.deepEqual(dashboard.waiting.waitingApprovals, { count: 1, capped: false });
  assert.equal(dashboard.empty, false);
});

test('management GET /dashboard: wrong passwords, keys, captchas and links at the console are counted, and nothing else of it', async () => {
  const anybody = createManagementClient(portico);
  const guess = { identifier: 'nobody', password: 'wrong' };
  const attempts: Array<[path: string, body: object]> = [
    ...Array<[string, object]>(4).fill(['/session', guess]),
    ['/session', { ...guess, captcha: { id: 'x', answer: 'x' } }],
    ['/password-resets/consume', { token: 'x'.repeat(43), password: 'a good long one' }],
    ['/session', {}],
    ['/nowhere', {}],
  ];
  for (const [path, body] of attempts) await anybody.call('POST', path, { body });
  await createManagementClient(portico, { authorization: 'Bearer portico_wrong' }).call('GET', '/accounts');

  const { failures } = await read('24h');
  const atConsole = failures.filter(({ contract }) => contract === 'console');
  assert.deepEqual(Object.fromEntries(atConsole.map(({ code, values }) => [code, values.at(-1)])), {
    'password.wrong': 3,
    'captcha.required': 1,
    'captcha.wrong': 1,
    'reset_link.wrong': 1,
    'api_key.wrong': 1,
  });
});

test('management GET /dashboard: to be asked for the password again at the console is no failure', async () => {
  const owner = await signInAtConsole(portico);
  const counted = async () => (await read('24h')).failures.filter(({ code }) => /confirmation|own/.test(code));
  assert.equal((await owner.call('POST', '/accounts/1/password-reset')).body.code, 'password.own');
  portico.clock.advance(5 * 60_000 + 1);
  const refused = await owner.call('POST', '/api-keys', { body: { name: 'late', rights: ['vault:reveal'] } });
  assert.equal(refused.body.code, 'password.confirmation_needed');
  assert.deepEqual(await counted(), []);
});

test('management GET /dashboard: hours, quarters of days and days, in the zone of the server', async () => {
  const [day, week, month] = [await read('24h'), await read('7d'), await read('30d')];
  assert.deepEqual(
    [day, week, month].map(({ step, moments, timeZone }) => [step, moments.length, moments.at(-1), timeZone]),
    [
      ['hour', 24, '2026-07-15T04:00:00.000Z', 'Asia/Shanghai'],
      ['sixHours', 28, '2026-07-15T04:00:00.000Z', 'Asia/Shanghai'],
      ['day', 30, '2026-07-14T16:00:00.000Z', 'Asia/Shanghai'],
    ],
  );
  assert.equal(month.moments[0], '2026-06-15T16:00:00.000Z');
  portico.clock.advance(25 * hourMs);
  assert.deepEqual(
    [totals((await read('24h')).heartbeats), totals((await read('7d')).heartbeats)],
    [{}, { desktop: 3 }],
  );
  const bad = await (await signInAtConsole(portico)).call('GET', '/dashboard?range=1y');
  assert.deepEqual([bad.status, bad.body.code], [400, 'request.invalid_fields']);
});

test('management GET /dashboard: codes that nobody types in look suspicious, beside those of the time before', async () => {
  const count = (name: 'codes-sent' | 'codes-verified', times: number, channel = 'sms') => {
    for (let n = 0; n < times; n += 1) counters.add(name, channel);
  };
  portico.clock.advance(72 * hourMs);
  count('codes-sent', 100);
  count('codes-verified', 90);
  count('codes-sent', 19, 'email');
  const { codes: good } = await read('24h');
  assert.deepEqual(good.sms, { sent: 100, verified: 90, sentBefore: 0, verifiedBefore: 0, suspicious: false });
  assert.equal(good.email.suspicious, false, 'too few to judge');

  portico.clock.advance(24 * hourMs);
  count('codes-sent', 100);
  count('codes-verified', 65);
  const { codes: fallen } = await read('24h');
  assert.deepEqual(fallen.sms, { sent: 100, verified: 65, sentBefore: 100, verifiedBefore: 90, suspicious: true });

  portico.clock.advance(240 * hourMs);
  count('codes-sent', 20);
  count('codes-verified', 9);
  assert.equal((await read('24h')).codes.sms.suspicious, true);
});

test('management GET /dashboard: what refused codes is told, with where each budget, the ceiling and the breakers stand', async () => {
  const at = await startPortico({ after }, { PORTICO_CODES_PER_ADDRESS_HOUR: '6', PORTICO_SMS_PRICES: '86=0.045,*=1' });
  at.clock.set(Date.parse('2026-07-15T04:20:00Z'));
  // Not from this machine alone, as development's loopback would be.
  const through = { 'x-forwarded-for': '203.0.113.1' };
  const ask = async (account: string, area = '86') =>
    (await call(`${at.url}/api/auth/send_code`, 'POST', { account, area }, through)).body.code;
  assert.equal(await ask('13800138000'), 0);
  assert.equal(await ask('13800138000'), 10010, 'the recipient again');
  for (const account of ['13800138001', '13800138002', '13912345678', '13912345679'])
    assert.equal(await ask(account), 0);
  assert.equal(await ask('51234567', '852'), 0);
  assert.equal(await ask('13700137000'), 10010, 'the address');

  const { codeGuard } = (await (await signInAtConsole(at)).call('GET', '/dashboard')).body as DashboardView;
  assert.deepEqual(
    codeGuard.refused.filter(({ count }) => count > 0),
    [
      { reason: 'recipient', count: 1 },
      { reason: 'address', count: 1 },
    ],
  );
  assert.deepEqual(codeGuard.refusedTo.map(({ segment, count }) => `${segment} ${count}`).sort(), [
    '+8613700 1',
    '+8613800 1',
  ]);
  assert.deepEqual(codeGuard.spend, { day: '2026-07-15', amount: 1.225, ceiling: 200, messages: 6, reached: false });
  assert.deepEqual(
    codeGuard.budgets.map(({ name, key, used, most, windowHours }) => [name, key, used, most, windowHours]),
    [
      ['recipient', null, 1, 5, 1],
      ['address', '127.0.0.1', 6, 6, 1],
      ['segment', '+8613800', 3, 60, 1],
      ['country', '852', 1, 100, 1],
    ],
  );
  assert.deepEqual(
    codeGuard.breakers.map(({ callingCode, state }) => [callingCode, state]),
    [
      ['*', 'closed'],
      ['86', 'closed'],
      ['852', 'closed'],
    ],
  );
});

test('management POST /sms-breakers/close: lets SMS through again, and is in the audit log', async () => {
  const at = await startPortico(
    { after },
    { PORTICO_SMS_BREAKER_MINIMUM: '3', PORTICO_SMS_BREAKER_OVERALL_MINIMUM: '0' },
  );
  const through = { 'x-forwarded-for': '203.0.113.1' };
  const ask = async (account: string) =>
    (await call(`${at.url}/api/auth/send_code`, 'POST', { account }, through)).body.code;
  for (const account of ['13800138000', '13800138001', '13800138002']) assert.equal(await ask(account), 0);
  at.clock.advance(5 * 60_000);
  assert.equal(await ask('13800138003'), 10013);
  const desktop = await call(`${at.url}/api/user/sendCode`, 'POST', { account: '13800138004' }, through);
  assert.deepEqual([desktop.status, desktop.body.meta.status, desktop.body.data], [500, 500, null]);
  const owner = await signInAtConsole(at);
  const breakers = async () => (await owner.call('GET', '/dashboard')).body.codeGuard.breakers;
  const [open] = await breakers();
  assert.deepEqual([open.callingCode, open.state, open.sent, open.verified], ['86', 'open', 3, 0]);

  assert.equal((await owner.call('POST', '/sms-breakers/close', { body: { callingCode: '+86' } })).status, 400);
  assert.equal((await owner.call('POST', '/sms-breakers/close', { body: { callingCode: '86' } })).status, 204);
  assert.equal(await ask('13800138003'), 0);
  const { items } = (await owner.call('GET', '/audit?target=sms-breaker:86')).body;
  assert.deepEqual(
    items.map(({ action, actor }: { action: string; actor: string }) => `${actor} ${action}`),
    ['account:1 sms-breaker.closed', 'system sms-breaker.opened'],
  );
});

test('management GET /dashboard/waiting: the same numbers alone', async () => {
  const owner = await signInAtConsole(portico);
  const { body } = await owner.call('GET', '/dashboard/waiting');
  assert.deepEqual(body, (await read('24h')).waiting);
});
