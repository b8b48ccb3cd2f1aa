import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertCode, createMobileClient, mobilePassword, newPhone } from '../../../test/support/mobile.ts';
import { type call, startPortico } from '../../../test/support/portico.ts';

const weekMs = 604_800_000;

const at = await startPortico({ after });
// A code is tried a second before its end.
at.clock.stop();
const { send, requestCode, join } = createMobileClient(at);
const post = (path: string, body: Parameters<typeof call>[2], token?: string) =>
  send('POST', `/auth/${path}`, body, token);

test('mobile send_code: an area in any spelling, none, or an empty one is the same number', async () => {
  const account = newPhone();
  for (const area of ['86', '+86', '0086', 86, '', null, undefined]) {
    assertCode(await post('send_code', { area, account }), 0);
    assert.equal(at.outbox().at(-1)?.to, `+86${account}`);
    at.clock.advance(2 * 3_600_000);
  }
  assertCode(await post('send_code', { area: '852', account: '51234567' }), 0);
  assert.equal(at.outbox().at(-1)?.to, '+85251234567');
  for (const area of ['abc', '+', '12345', '-86', [86]]) {
    assertCode(await post('send_code', { area, account: newPhone() }), 10005);
  }
});

test('mobile send_code: 60 s between two sends to one recipient, five an hour, ten a day', async () => {
  const account = newPhone();
  const sends: number[] = [];
  for (let minute = 0; minute < 7; minute += 1) {
    sends.push((await post('send_code', { account })).body.code);
    at.clock.advance(61_000);
  }
  assert.deepEqual(sends, [0, 0, 0, 0, 0, 10010, 10010]);
  const other = newPhone();
  assertCode(await post('send_code', { account: other }), 0);
  const again = await post('send_code', { account: other });
  assertCode(again, 10010);
  assert.ok(Number(again.headers.get('retry-after')) > 0);
  assertCode(await post('send_code', { area: '+86', account: `+86${other}` }), 10010);
  at.clock.advance(3_600_000);
  for (let round = 0; round < 5; round += 1) {
    assertCode(await post('send_code', { account }), 0);
    at.clock.advance(3_600_000);
  }
  assertCode(await post('send_code', { account }), 10010);
});

test('mobile check_code: five wrong tries use a code up, also from many callers at once', async () => {
  const account = newPhone();
  const code = await requestCode(account);
  const wrong = code === '000000' ? '000001' : '000000';
  const tries = await Promise.all(Array.from({ length: 20 }, () => post('check_code', { account, code: wrong })));
  for (const answer of tries) assertCode(answer, 10008);
  assertCode(await post('check_code', { account, code }), 10008);
  assertCode(await post('register', { account, code, password: mobilePassword }), 10008);
});

test('mobile check_code: four wrong tries leave it usable; it dies after 5 minutes and with a newer one', async () => {
  const account = newPhone();
  const first = await requestCode(account);
  const wrong = first === '000000' ? '000001' : '000000';
  for (let round = 0; round < 4; round += 1) assertCode(await post('check_code', { account, code: wrong }), 10008);
  assertCode(await post('check_code', { account, code: first }), 0);
  at.clock.advance(61_000);
  const second = await requestCode(account);
  if (first !== second) assertCode(await post('check_code', { account, code: first }), 10008);
  at.clock.advance(299_000);
  assertCode(await post('check_code', { account, code: second }), 0);
  at.clock.advance(2_000);
  assertCode(await post('check_code', { account, code: second }), 10008);
});

test('mobile register: 10009 only to a caller with the right code', async () => {
  const { phone } = await join();
  at.clock.advance(61_000);
  const code = await requestCode(phone);
  const wrong = code === '000000' ? '000001' : '000000';
  const register = (given: string) => post('register', { account: phone, code: given, password: 'another-1' });
  assertCode(await register(wrong), 10008);
  assertCode(await register(code), 10009);
  assertCode(await register(code), 10008);
  assertCode(await post('access_token', { account: phone, password: mobilePassword }), 0);
});

test('mobile access_token: phone, e-mail and handle sign in; unknown is 10006, a wrong password 10007', async () => {
  const { id, phone } = await join();
  await at.portico.house.core.accounts.changeProfile(id, { handle: 'Admin_Lee' }, 'test');
  for (const account of [phone, `+86${phone}`, 'admin_lee', 'ＡＤＭＩＮ_lee']) {
    assertCode(await post('access_token', { account, password: mobilePassword }), 0);
  }
  assertCode(await post('access_token', { account: phone, password: 'wrong-1' }), 10007);
  assertCode(await post('access_token', { account: 'admin_lee', password: `${mobilePassword} ` }), 10007);
  for (const account of [newPhone(), 'nobody', '12345', 'not@a@mail', '😀']) {
    assertCode(await post('access_token', { account, password: mobilePassword }), 10006);
  }
  for (const body of [{ account: phone }, { password: mobilePassword }, { account: phone, password: '' }, {}]) {
    assertCode(await post('access_token', body), 10005);
  }
});

test('mobile access_token: a right password on a frozen account is 10003, a wrong one 10007', async () => {
  const { id, phone, token, refreshToken } = await join();
  await at.portico.house.core.accounts.setStatus(id, 'frozen', 'test');
  assertCode(await post('access_token', { account: phone, password: mobilePassword }), 10003);
  assertCode(await post('access_token', { account: phone, password: 'wrong-1' }), 10007);
  assertCode(await send('GET', '/personal/info', undefined, token), 10004);
  assertCode(await post('refresh_token', { refresh_token: refreshToken }), 10004);
  await at.portico.house.core.accounts.setStatus(id, 'active', 'test');
  assertCode(await post('access_token', { account: phone, password: mobilePassword }), 0);
});

test('mobile *: an access token dies after 604800 s', async () => {
  const { token } = await join();
  at.clock.advance(weekMs - 60_000);
  assertCode(await send('GET', '/personal/info', undefined, token), 0);
  at.clock.advance(61_000);
  assertCode(await send('GET', '/personal/info', undefined, token), 10004);
});

test('mobile *: the token of a deleted account is 10004', async () => {
  const { id, phone, token } = await join();
  await at.portico.house.core.accounts.remove(id, 'test');
  assertCode(await send('GET', '/personal/info', undefined, token), 10004);
  assertCode(await post('access_token', { account: phone, password: mobilePassword }), 10006);
});

test('mobile, hardened', async (context) => {
  const { send, requestCode } = createMobileClient(await startPortico(context, { PORTICO_MOBILE_HARDENED: 'true' }));

  await context.test(
    'mobile access_token: hardened, an unknown account and a wrong password are the same 10007',
    async () => {
      const account = newPhone();
      const code = await requestCode(account);
      assertCode(await send('POST', '/auth/register', { account, code, password: 'tr0mbone-Ostrich' }), 0);
      const wrong = await send('POST', '/auth/access_token', { account, password: mobilePassword });
      const unknown = await send('POST', '/auth/access_token', { account: newPhone(), password: mobilePassword });
      assertCode(wrong, 10007);
      assert.deepEqual(unknown.body, wrong.body);
    },
  );

  await context.test(
    'mobile register: hardened, a short or common password is 10005 and consumes nothing',
    async () => {
      const account = newPhone();
      const code = await requestCode(account);
      for (const password of ['short-1', 'password', '12345678', 'Iloveyou']) {
        assertCode(await send('POST', '/auth/register', { account, code, password }), 10005);
      }
      assertCode(await send('POST', '/auth/register', { account, code, password: 'tr0mbone-Ostrich' }), 0);
    },
  );
});
