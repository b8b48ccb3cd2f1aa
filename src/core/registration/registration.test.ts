import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pngHeader } from '../../../test/support/pictures.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import { type Phone, parsePhone } from '../accounts/identifiers.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const caller = { address: '127.0.0.1', userAgent: 'a test', exemptFromAddressLimits: true };
const password = { form: 'plain', value: 'right-1' } as const;

const phoneOf = (text: string): Phone => parsePhone(text) ?? assert.fail();
const countAccounts = async (): Promise<number> => (await core.accounts.list({ offset: 0, limit: 1 })).total;
const listAvatars = (): string[] => readdirSync(join(at.dataDir, 'files'), { recursive: true, encoding: 'utf8' });

async function sendCode(phone: Phone): Promise<string> {
  await core.codes.send({ phone }, 'register', caller);
  return at.codeFor(phone.e164);
}

const register = (phone: Phone, code: string) =>
  core.registration.withCode({ recipient: { phone }, code, password, caller });

const forStaff = (handle: string, email: string) =>
  core.registration.forStaff({
    handle,
    realName: '张三',
    phone: phoneOf('13900000001'),
    email,
    position: '工程师',
    avatar: { format: 'png', bytes: pngHeader(100, 100) },
    password,
    approvalRequired: true,
    caller,
  });

test('registration: a code makes one account, proved and signed in, however often it is sent at once', async () => {
  const phone = phoneOf('13800000001');
  const code = await sendCode(phone);
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => register(phone, code)));
  const tokens = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  assert.equal(tokens.length, 1);
  const { account } = await core.sessions.authenticateOpaque('mobile', tokens[0]?.accessToken ?? '');
  assert.deepEqual([account.phone, account.origin, account.status], [phone.e164, 'mobile', 'active']);
  assert.notEqual(account.phone_verified_at, null);
});

test('registration: only who has the right code learns that the phone is taken, and that uses the code up', async () => {
  const phone = phoneOf('13800000002');
  await transact(database, (tx) => core.accounts.create(tx, { origin: 'blog', phone: { value: phone, proved: true } }));
  const code = await sendCode(phone);
  const before = await countAccounts();
  await assert.rejects(register(phone, code === '000000' ? '000001' : '000000'), { code: 'code.wrong' });
  await assert.rejects(register(phone, code), { code: 'identifier.taken' });
  await assert.rejects(register(phone, code), { code: 'code.wrong' });
  assert.equal(await countAccounts(), before);
});

test('registration: a code takes the phone from who only typed it in', async () => {
  const phone = phoneOf('13800000003');
  const typed = { origin: 'staff', handle: 'typist', phone: { value: phone, proved: false } } as const;
  const typist = await transact(database, (tx) => core.accounts.create(tx, typed));
  const { accessToken } = await register(phone, await sendCode(phone));
  assert.notEqual((await core.sessions.authenticateOpaque('mobile', accessToken)).account.id, typist.id);
  assert.equal((await core.accounts.get(typist.id)).phone, null);
});

test('registration: a handle comes with an unproved e-mail, which is mailed the link that proves it', async () => {
  const request = { handle: 'writer', email: 'writer@example.com', displayName: '作者', password, caller };
  const account = await core.registration.withHandle(request);
  assert.deepEqual([account.origin, account.email, account.email_verified_at], ['blog', 'writer@example.com', null]);
  const [, token = ''] = /token=(\w+)/.exec(at.outbox().at(-1)?.text ?? '') ?? [];
  assert.equal((await core.accounts.proveEmailByLink(token)).id, account.id);
});

test('registration: a taken handle or e-mail keeps no account and mails nothing', async () => {
  const request = { handle: 'first', email: 'first@example.com', displayName: '', password, caller };
  await core.registration.withHandle(request);
  const before = [await countAccounts(), at.outbox().length];
  const taken = (identifier: string) => ({ code: 'identifier.taken', params: { identifier } });
  await assert.rejects(core.registration.withHandle({ ...request, handle: 'FIRST' }), taken('handle'));
  await assert.rejects(core.registration.withHandle({ ...request, handle: 'second' }), taken('email'));
  assert.deepEqual([await countAccounts(), at.outbox().length], before);
});

test('registration: a staff account waits, with nothing proved; a refused one leaves no account and no picture', async () => {
  const account = await forStaff('三', 'zhang@example.com');
  assert.deepEqual([account.status, account.staff_approved_at], ['waiting', null]);
  assert.deepEqual([account.phone_verified_at, account.email_verified_at], [null, null]);
  assert.ok(await core.avatars.find(account.avatar));
  const before = [await countAccounts(), listAvatars()];
  await assert.rejects(forStaff('四', 'li@example.com'), { code: 'identifier.taken', params: { identifier: 'phone' } });
  assert.deepEqual([await countAccounts(), listAvatars()], before);
});
