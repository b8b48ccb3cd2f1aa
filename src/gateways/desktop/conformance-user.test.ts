import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertDesktopFailure, readToken } from '../../../test/support/desktop.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import { DomainError } from '../../core/errors.ts';

let failWith: DomainError | undefined;
const codes = new Map<string, string>();
const sms = {
  async sendCode({ to, code }: { to: string; code: string }) {
    if (failWith) throw failWith;
    codes.set(to, code);
    return { Message: 'OK', RequestId: 'D1BF04CD', Code: 'OK', BizId: `${codes.size}^0`, more: 'of the vendor' };
  },
};
const at = await startPortico({ after }, { PORTICO_CODES_PER_PREFIX_HOUR: '1000' }, { sms });
const codeFor = (account: string): string => codes.get(`+86${account}`) ?? 'none';

type Body = Parameters<typeof call>[2];
const post = (path: string, body?: Body, headers?: Record<string, string>): Promise<Answer> =>
  call(`${at.url}/api/user/${path}`, 'POST', body, headers);

async function signIn(account: string): Promise<Answer> {
  await post('sendCode', { account });
  return post('verifyCode', { account, code: codeFor(account) });
}

test('desktop verifyCode: an unknown number becomes an account, a known one is the same account', async () => {
  const first = await signIn('13900000001');
  at.clock.advance(61_000);
  const second = await signIn('13900000001');
  const [one, two] = await Promise.all(
    [first, second].map((answer) =>
      call(`${at.url}/api/heart/check`, 'POST', {}, { authorization: answer.body.data.token }),
    ),
  );
  assert.equal(one?.body.data.id, two?.body.data.id);
});

test('desktop verifyCode: shows the profile and the licence that the account has', async () => {
  await signIn('13900000002');
  const { accounts, licences } = at.portico.house.core;
  const account = await accounts.findBy({ kind: 'phone', phone: { e164: '+8613900000002', area: '86' } });
  assert.ok(account);
  await accounts.changeProfile(account.id, { displayName: '小明', avatar: '/avatars/abc.png' }, 'cli');
  const [effectAt, expiresAt] = [Date.UTC(2025, 11, 31, 16), Date.UTC(2099, 0, 1)];
  const licence = await licences.create({ number: 'L-0002', effectAt, expiresAt }, { actor: 'cli' });
  await licences.bind(licence.id, account.id, { by: { actor: 'cli' } });
  at.clock.advance(61_000);
  const { data } = (await signIn('13900000002')).body;
  assert.equal(data.name, '小明');
  assert.equal(data.imgsrc, `${at.url}/avatars/abc.png`);
  assert.deepEqual(
    [data.license_number, data.status, data.effect_date, data.expired_time],
    ['L-0002', 1, '2026-01-01 00:00:00', '2099-01-01 08:00:00'],
  );
  assert.equal(readToken(data.token).claims.name, '小明');
});

test('desktop verifyCode: a wrong, used, expired or foreign code is 400', async () => {
  const account = '13900000031';
  assertDesktopFailure(await post('verifyCode', { account, code: '000000' }), 400, 'none sent');
  await post('sendCode', { account });
  const code = codeFor(account);
  const wrong = code === '111111' ? '222222' : '111111';
  assertDesktopFailure(await post('verifyCode', { account, code: wrong }), 400, 'wrong');
  assertDesktopFailure(await post('verifyCode', { account: '13900000032', code }), 400, 'of another number');
  for (const form of ['', '12345', '1234567', 'abcdef', ['1'], null]) {
    assertDesktopFailure(await post('verifyCode', { account, code: form } as never), 400, String(form));
  }
  assert.equal((await post('verifyCode', { account, code })).status, 200);
  assertDesktopFailure(await post('verifyCode', { account, code }), 400, 'used');
  at.clock.advance(61_000);
  await post('sendCode', { account });
  at.clock.advance(5 * 60_000 + 1);
  assertDesktopFailure(await post('verifyCode', { account, code: codeFor(account) }), 400, 'expired');
});

test('desktop verifyCode: five wrong tries spoil a code, and one code opens one session', async () => {
  const account = '13900000041';
  await post('sendCode', { account });
  const wrong = codeFor(account) === '111111' ? '222222' : '111111';
  for (let count = 0; count < 5; count += 1)
    assertDesktopFailure(await post('verifyCode', { account, code: wrong }), 400);
  assertDesktopFailure(await post('verifyCode', { account, code: codeFor(account) }), 400, 'spoilt');
  at.clock.advance(61_000);
  await post('sendCode', { account });
  const tries = Array.from({ length: 8 }, () => post('verifyCode', { account, code: codeFor(account) }));
  const statuses = (await Promise.all(tries)).map((answer) => answer.status);
  assert.equal(statuses.filter((status) => status === 200).length, 1);
  assert.equal(statuses.filter((status) => status === 400).length, 7);
});

test('desktop sendCode: a throttling provider is 403, an absent one 500, and neither costs a send', async () => {
  for (const [code, status] of [
    ['sms.throttled', 403],
    ['sms.out_of_credit', 500],
    ['sms.rejected', 500],
    ['sms.unavailable', 500],
  ] as const) {
    failWith = new DomainError(code);
    assertDesktopFailure(await post('sendCode', { account: '13900000061' }), status, code);
  }
  failWith = undefined;
  assert.equal((await post('sendCode', { account: '13900000061' })).status, 200);
});

test('desktop verifyCode: a frozen, rejected or waiting account is 403 with the right code', async () => {
  await signIn('13900000071');
  const { accounts } = at.portico.house.core;
  const account = await accounts.findBy({ kind: 'phone', phone: { e164: '+8613900000071', area: '86' } });
  for (const status of ['frozen', 'rejected', 'waiting'] as const) {
    await accounts.setStatus(account?.id as number, status, 'cli');
    at.clock.advance(61_000);
    assertDesktopFailure(await signIn('13900000071'), 403, status);
  }
});

test('desktop verifyCode: never opens an account that only typed the number in (R2a)', async () => {
  const { accounts } = at.portico.house.core;
  const owner = await accounts.findFirstOwner();
  await accounts.changeProfile(owner?.id as number, { phone: { e164: '+8613900000081', area: '86' } }, 'cli');
  const { token } = (await signIn('13900000081')).body.data;
  const beat = await call(`${at.url}/api/heart/check`, 'POST', {}, { authorization: token });
  assert.notEqual(beat.body.data.id, owner?.id);
  assert.equal((await accounts.get(owner?.id as number)).phone, null);
});
