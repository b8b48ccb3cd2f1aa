import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import {
  bearer,
  idOf,
  joinStaff,
  logIn,
  logInAsOwner,
  newStaffFields,
  type StaffFields,
  signUpForm,
  staffPassword,
} from '../../../test/support/staff.ts';

const server = await startPortico({ after });
const { url, clock } = server;
const { accounts } = server.portico.house.core;

async function waitingPerson(): Promise<StaffFields> {
  const fields = newStaffFields();
  await call(`${url}/signUp`, 'PUT', signUpForm(fields));
  return fields;
}

async function newCaptcha(): Promise<{ captcha_id: string; captcha_code: string }> {
  const { body } = await call(`${url}/captcha`, 'GET');
  return { captcha_id: body.data.id, captcha_code: server.answerOf(body.data.id) };
}

function assertRefused({ status, body }: Answer, message: string, expectedStatus = 200): void {
  assert.deepEqual([status, body], [expectedStatus, { status: false, data: [], message, cmd: 'login' }]);
}

test('staff login: a captcha is gone after one comparison, right or wrong, and is read in any letter case', async () => {
  const { fields } = await joinStaff(server);
  const body = { nickname: fields.nickname, passwd: staffPassword };
  const first = await newCaptcha();
  const wrongCode = first.captcha_code === 'AAAAA' ? 'BBBBB' : 'AAAAA';
  assertRefused(
    await call(`${url}/login`, 'POST', { ...body, ...first, captcha_code: wrongCode }),
    '验证码错误或已过期',
  );
  assertRefused(await call(`${url}/login`, 'POST', { ...body, ...first }), '验证码错误或已过期');
  const second = await newCaptcha();
  const swapped = second.captcha_code.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  assert.equal((await call(`${url}/login`, 'POST', { ...body, ...second, captcha_code: swapped })).body.status, true);
  assertRefused(await call(`${url}/login`, 'POST', { ...body, ...second }), '验证码错误或已过期');
});

test('staff login: a captcha lives two minutes', async () => {
  const { fields } = await joinStaff(server);
  const captcha = await newCaptcha();
  clock.advance(120_001);
  const body = { nickname: fields.nickname, passwd: staffPassword, ...captcha };
  assertRefused(await call(`${url}/login`, 'POST', body), '验证码错误或已过期');
});

test('staff login: who waits for approval gets no token here or anywhere, and one after the audit', async () => {
  const fields = await waitingPerson();
  assertRefused(await logIn(server, fields.nickname), '用户正在等待审核中');
  assertRefused(await logIn(server, fields.nickname, 'another_1'), '用户名或密码错误');
  const elsewhere = await call(`${url}/api/auth/access_token`, 'POST', {
    account: fields.nickname,
    password: staffPassword,
  });
  assert.equal(elsewhere.body.code, 10003);
  const owner = await logInAsOwner(server);
  await call(`${url}/audit/user/${await idOf(server, fields.nickname)}`, 'PUT', undefined, owner);
  assert.equal((await logIn(server, fields.nickname)).body.data.account_status, 1);
});

test('staff login: an account of another door waits here although it is active there', async () => {
  await call(`${url}/api/auth/send_code`, 'POST', { account: 'app@example.com' });
  const code = server.codeFor('app@example.com');
  const password = staffPassword;
  const registered = await call(`${url}/api/auth/register`, 'POST', { account: 'app@example.com', code, password });
  assert.equal(registered.body.code, 0);
  const account = await accounts.findBy({ kind: 'email', email: 'app@example.com' });
  const id = account?.id as number;
  await accounts.changeProfile(id, { handle: 'app_person' }, 'test');
  assertRefused(await logIn(server, 'app_person'), '用户正在等待审核中');

  const owner = await logInAsOwner(server);
  const list = await call(`${url}/list/user`, 'GET', undefined, owner);
  assert.equal(list.body.data.data.find((row: { id: number }) => row.id === id).account_status, '待审核');
  const own = { authorization: `Token ${registered.body.data.access_token}` };
  assert.equal((await call(`${url}/api/personal/info`, 'GET', undefined, own)).body.code, 0);

  await call(`${url}/audit/user/${id}`, 'PUT', undefined, owner);
  assert.equal((await logIn(server, 'app_person')).body.message, '登录成功');
});

test('staff login: rejected and frozen accounts are told so, shown so, and their tokens are dead', async () => {
  const owner = await logInAsOwner(server);
  for (const [status, message, word] of [
    ['rejected', '用户审核未通过', '已拒绝'],
    ['frozen', '用户已被冻结', '已冻结'],
  ] as const) {
    const { id, fields, headers } = await joinStaff(server);
    await accounts.setStatus(id, status, 'test');
    assertRefused(await logIn(server, fields.nickname), message);
    const list = await call(`${url}/list/user`, 'GET', undefined, owner);
    assert.equal(list.body.data.data[0].account_status, word);
    const { body } = await call(`${url}/user/${id}`, 'GET', undefined, headers);
    assert.equal(body.message, '权限不足，操作失败');
  }
});

test('staff login: roles are user levels 1, 2 and 3', async () => {
  for (const [role, level] of [
    ['owner', 1],
    ['admin', 2],
    ['user', 3],
  ] as const) {
    const { fields } = await joinStaff(server, {}, role);
    assert.equal((await logIn(server, fields.nickname)).body.data.user_level, level);
  }
});

test('staff login: after five wrong passwords in a row from a new device each further try waits, with 429', async () => {
  const fields = await waitingPerson();
  await accounts.approveForStaff(await idOf(server, fields.nickname), 'test');
  // The first wait lasts a second.
  clock.stop();
  const attempt = async (passwd: string) =>
    call(
      `${url}/login`,
      'POST',
      { nickname: fields.nickname, passwd, ...(await newCaptcha()) },
      { 'user-agent': 'new' },
    );
  for (let tries = 0; tries < 5; tries += 1) assertRefused(await attempt('another_1'), '用户名或密码错误');
  const answer = await attempt(staffPassword);
  assertRefused(answer, '密码错误次数过多，请稍后再试', 429);
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  clock.advance(2_000);
  assert.equal((await attempt(staffPassword)).body.status, true);
});

test('staff login: a token serves this door alone, raw or behind Bearer, and dies in a day', async () => {
  const { id, headers } = await joinStaff(server);
  const token = headers.authorization.slice('Bearer '.length);
  for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
    const { body } = await call(`${url}/user/${id}`, 'GET', undefined, { authorization });
    assert.equal(body.status, true);
  }
  const elsewhere = await call(`${url}/api/personal/info`, 'GET', undefined, headers);
  assert.equal(elsewhere.body.code, 10004);
  clock.advance(86_400_000);
  assert.equal((await call(`${url}/user/${id}`, 'GET', undefined, headers)).body.message, '权限不足，操作失败');
});

test('staff captcha: 120 a minute for one address, then 429', async () => {
  const rules = [{ most: 120, windowMs: 60_000 }];
  const { limits } = server.portico.house.core;
  const key = 'captcha-picture-address:127.0.0.1';
  for (let hit = 0; hit < 120; hit += 1) await limits.take(key, rules, 'request.too_many');
  const answer = await call(`${url}/captcha`, 'GET', undefined, { 'x-forwarded-for': '203.0.113.9' });
  assert.deepEqual([answer.status, answer.body.cmd, answer.body.status], [429, 'captcha', false]);
});

test('staff signUp: hardened, a short or common password is a field error', async (context) => {
  const hardened = await startPortico(context, { PORTICO_STAFF_HARDENED: 'true' });
  for (const passwd of ['abc-123', 'password1']) {
    const form = signUpForm(newStaffFields({ passwd, repasswd: passwd }));
    const { body } = await call(`${hardened.url}/signUp`, 'PUT', form);
    assert.deepEqual([body.status, body.message], [false, '密码：至少 8 位，且不能是常见密码']);
  }
  assert.ok(bearer(await logIn(hardened, 'owner', 'owner-password_1')));
});
