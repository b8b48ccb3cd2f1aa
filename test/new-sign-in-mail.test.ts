import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Caller } from '../src/core/caller.ts';
import { transact } from '../src/db/database.ts';
import { call, startPortico, type TestPortico } from './support/portico.ts';

const password = { form: 'plain', value: 'a right password' } as const;
const phone = { e164: '+8613900000001', area: '86' };
const email = 'ming@example.com';
const dayMs = 24 * 3_600_000;
const from = (userAgent: string, more: Partial<Caller> = {}): Caller => ({
  address: '203.0.113.7',
  userAgent,
  exemptFromAddressLimits: true,
  ...more,
});

async function start(context: TestContext, environment: Record<string, string> = {}, proved = true) {
  const at = await startPortico(context, environment);
  const { core, database } = at.portico.house;
  const passwordVerifier = await core.hasher.createVerifier(password);
  const { id } = await transact(database, async (tx) =>
    core.accounts.create(tx, {
      origin: 'staff',
      handle: 'ming',
      phone: { value: phone, proved: true },
      email: { value: email, proved },
      passwordVerifier,
      role: 'admin',
      staffApproved: true,
    }),
  );
  return { at, id };
}

const mails = (at: TestPortico) => at.outbox().filter(({ purpose }) => purpose === 'new-sign-in');
const attempt = (caller: Caller, value: string = password.value) => ({
  contract: 'mobile' as const,
  identifier: { kind: 'handle', handleKey: 'ming' } as const,
  password: { form: 'plain', value } as const,
  unknownAccount: 'told' as const,
  caller,
});

async function signInByCode(at: TestPortico, userAgent: string): Promise<void> {
  await call(`${at.url}/api/user/sendCode`, 'POST', { account: '13900000001' });
  const body = { account: '13900000001', code: at.codeFor(phone.e164) };
  const answer = await call(`${at.url}/api/user/verifyCode`, 'POST', body, { 'user-agent': userAgent });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
}

test('new sign-in mail: the first device is no news, a known one neither, and a new one is told once', async (t) => {
  const { at } = await start(t);
  const { signIn } = at.portico.house.core;
  await signIn.withPasswordOpaque(attempt(from('first')));
  await signIn.withPasswordOpaque(attempt(from('first')));
  assert.equal(mails(at).length, 0);
  await signIn.withPasswordOpaque(attempt(from('second', { language: 'en' })));
  await signIn.withPasswordOpaque(attempt(from('second')));
  const [mail, ...others] = mails(at);
  assert.deepEqual([mail?.to, others.length], [email, 0]);
  assert.match(
    mail?.text ?? '',
    /^New sign-in[\s\S]*ming[\s\S]*203\.0\.113\.7[\s\S]*Program: second[\s\S]*Where: Mobile/,
  );
  assert.match(mail?.text ?? '', /^http\S+\/account\/forgot-password$/m);
  await signIn.withPasswordOpaque(attempt(from('second', { address: '203.0.113.8' })));
  assert.equal(mails(at).length, 2, 'another address is another device');
});

test('new sign-in mail: every door tells', async (t) => {
  const { at } = await start(t);
  const { signIn } = at.portico.house.core;
  await signIn.withPasswordOpaque(attempt(from('home')));
  const doors: Array<[name: string, enter: () => Promise<unknown>]> = [
    ['员工目录', () => signIn.withPassword({ ...attempt(from('staff')), contract: 'staff' })],
    ['博客', () => signIn.withPassword({ ...attempt(from('blog')), contract: 'blog' })],
    ['管理控制台', () => signIn.withPasswordAtConsole(attempt(from('console')))],
    ['移动端', () => signIn.withPasswordOpaque(attempt(from('mobile')))],
    ['桌面端', () => signInByCode(at, 'desktop')],
  ];
  for (const [name, enter] of doors) {
    const before = mails(at).length;
    await enter();
    const [mail, ...others] = mails(at).slice(before);
    assert.ok(mail?.text?.includes(`登录入口: ${name}`), `${name}: ${mail?.text}`);
    assert.equal(others.length, 0);
  }
});

test('new sign-in mail: who is not let in is not told of, and the device stays unknown', async (t) => {
  const { at, id } = await start(t);
  const { core } = at.portico.house;
  await core.signIn.withPasswordOpaque(attempt(from('home')));
  const thief = from('a thief');
  await assert.rejects(core.signIn.withPasswordOpaque(attempt(thief, 'wrong')), { code: 'password.wrong' });
  await core.accounts.setRole(id, 'user', 'test');
  await assert.rejects(core.signIn.withPasswordAtConsole(attempt(thief)), { code: 'right.missing' });
  assert.equal(mails(at).length, 0);
  await core.signIn.withPasswordOpaque(attempt(thief));
  assert.equal(mails(at).length, 1);
});

test('new sign-in mail: five a day for one account, whatever knows its password', async (t) => {
  const { at } = await start(t);
  const { signIn } = at.portico.house.core;
  for (let round = 0; round < 9; round += 1) await signIn.withPasswordOpaque(attempt(from(`device ${round}`)));
  assert.equal(mails(at).length, 5);
  at.clock.advance(dayMs);
  await signIn.withPasswordOpaque(attempt(from('the next day')));
  assert.equal(mails(at).length, 6);
});

test('new sign-in mail: none where the setting turns it off, and none to an e-mail that is not proved', async (t) => {
  const off = await start(t, { PORTICO_NEW_SIGN_IN_MAIL: 'false' });
  const unproved = await start(t, {}, false);
  for (const { at } of [off, unproved]) {
    const { signIn } = at.portico.house.core;
    for (const device of ['first', 'second']) await signIn.withPasswordOpaque(attempt(from(device)));
    assert.equal(mails(at).length, 0);
  }
});

test('new sign-in mail: it waits with the session that it tells of, or not at all', async (t) => {
  const { at } = await start(t, { PORTICO_OUTBOUND: 'none' });
  const { core, database } = at.portico.house;
  for (const device of ['first', 'second']) await core.signIn.withPasswordOpaque(attempt(from(device)));
  const jobs = await database.selectFrom('jobs').select('kind').execute();
  assert.deepEqual(jobs, [{ kind: 'email' }]);
});
