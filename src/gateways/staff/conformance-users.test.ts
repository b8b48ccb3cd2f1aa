import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import { joinStaff, logIn, logInAsOwner, newStaffFields, signUpForm } from '../../../test/support/staff.ts';

const server = await startPortico({ after });
const { url } = server;
const { accounts } = server.portico.house.core;
const owner = await logInAsOwner(server);
const admin = await joinStaff(server, {}, 'admin');

const get = (path: string, headers = owner): Promise<Answer> => call(url + path, 'GET', undefined, headers);
const put = (id: number, body?: Parameters<typeof call>[2], headers = owner): Promise<Answer> =>
  call(`${url}/user/${id}`, 'PUT', body, headers);

function assertRefused({ status, body }: Answer, message: string): void {
  assert.deepEqual([status, body.status, body.data, body.message], [200, false, [], message]);
}

function assertAllowed({ status, body }: Answer): void {
  assert.deepEqual([status, body.status, body.message], [200, true, 'success']);
}

test('staff list/user: pages of 15, newest first, an empty one past the end', async () => {
  for (let index = 0; index < 31; index += 1) await signUpOnly();
  const { total, last_page } = (await get('/list/user')).body.data;
  assert.equal(last_page, Math.ceil(total / 15));
  const ids: number[] = [];
  for (let page = 1; page <= last_page; page += 1) {
    const { data } = (await get(`/list/user?page=${page}`)).body;
    assert.deepEqual([data.current_page, data.total, data.last_page], [page, total, last_page]);
    ids.push(...data.data.map((row: { id: number }) => row.id));
  }
  assert.deepEqual(
    ids,
    [...new Set(ids)].toSorted((left, right) => right - left),
  );
  assert.equal(ids.length, total);
  for (const page of [last_page + 1, 600_479_950_316_066]) {
    const { data } = (await get(`/list/user?page=${page}`)).body;
    assert.deepEqual([data.current_page, data.total, data.data], [page, total, []]);
  }
});

async function signUpOnly(): Promise<void> {
  await call(`${url}/signUp`, 'POST', signUpForm(newStaffFields()));
}

test('staff user/:id: list and details need level 2, or oneself for the details', async () => {
  const [person, other] = [await joinStaff(server), await joinStaff(server)];
  for (const headers of [owner, admin.headers]) {
    assertAllowed(await get('/list/user', headers));
    assertAllowed(await get(`/user/${person.id}`, headers));
  }
  assertAllowed(await get(`/user/${person.id}`, person.headers));
  assertRefused(await get('/list/user', person.headers), '权限不足，操作失败');
  assertRefused(await get(`/user/${other.id}`, person.headers), '权限不足，操作失败');
});

test('staff user/:id: changing needs level 1, or oneself; audit and delete need level 1', async () => {
  const [person, other] = [await joinStaff(server), await joinStaff(server)];
  assertAllowed(await put(person.id, { name: '本人改名' }, person.headers));
  assertAllowed(await put(person.id, { name: '主人改名' }, owner));
  for (const { headers } of [admin, other]) {
    assertRefused(await put(person.id, { name: '别人改名' }, headers), '权限不足，操作失败');
    assertRefused(await call(`${url}/audit/user/${person.id}`, 'PUT', undefined, headers), '权限不足，操作失败');
    assertRefused(await call(`${url}/user/${person.id}`, 'DELETE', undefined, headers), '权限不足，操作失败');
  }
  assertRefused(await call(`${url}/user/${other.id}`, 'DELETE', undefined, other.headers), '权限不足，操作失败');
  assert.equal((await get(`/user/${person.id}`)).body.data.name, '主人改名');
});

test('staff user/:id: a change of level holds from the next request on', async () => {
  const person = await joinStaff(server);
  await accounts.setRole(person.id, 'admin', 'test');
  assertAllowed(await get('/list/user', person.headers));
  await accounts.setRole(person.id, 'user', 'test');
  assertRefused(await get('/list/user', person.headers), '权限不足，操作失败');
});

test('staff PUT user/:id: unchanged, partial and empty bodies are fine and change nothing else', async () => {
  const { id, fields } = await joinStaff(server);
  const shown = (await get(`/user/${id}`)).body.data;
  const before = await accounts.get(id);
  for (const body of [shown, {}, undefined, { nickname: fields.nickname, phone: Number(fields.phone) }]) {
    assertAllowed(await put(id, body));
  }
  assertAllowed(await put(id, { name: null, nickname: null, unknown: 'x', user_level: 1 }));
  const { updated_at, ...rest } = before;
  const { updated_at: later, ...unchanged } = await accounts.get(id);
  assert.ok(later >= updated_at);
  assert.deepEqual(unchanged, rest);
});

test('staff PUT user/:id: what the details show of another door’s account may be sent back as it is', async () => {
  const phone = '13900000001';
  const id = await registerByPhone(phone);
  const shown = (await get(`/user/${id}`)).body.data;
  assert.deepEqual(shown, { email: '', id, name: '', nickname: phone, phone, position: '' });
  assertAllowed(await put(id, shown));
  assertAllowed(await put(id, { ...shown, position: '顾问' }));
  assert.deepEqual((await get(`/user/${id}`)).body.data, { ...shown, position: '顾问' });
  assertRefused(await put(id, { nickname: '13900000002' }), nicknameRule);
});

const nicknameRule = '用户名：2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成，不能像手机号';

/** Makes an account at the mobile door, where a code proves the phone. */
async function registerByPhone(phone: string): Promise<number> {
  await call(`${url}/api/auth/send_code`, 'POST', { account: phone });
  const code = server.codeFor(`+86${phone}`);
  const { body } = await call(`${url}/api/auth/register`, 'POST', { account: phone, code, password: 'secret_-1' });
  assert.equal(body.code, 0);
  return (await holderOf(phone))?.id as number;
}

function holderOf(phone: string) {
  return accounts.findBy({ kind: 'phone', phone: { e164: `+86${phone}`, area: '86' } });
}

test('staff PUT user/:id: fields of any other shape are field errors, never faults', async () => {
  const { id } = await joinStaff(server);
  const rule = '2~16 字，只能由汉字、字母、数字和下划线 _ 及破折号 - 组成';
  assertRefused(await put(id, { name: '😀😀' }), `姓名：${rule}`);
  for (const name of [{ toString: 1 }, ['a', 'b'], {}]) assertRefused(await put(id, { name }), '姓名：格式不正确');
  for (const name of ['a\u0000b', '\ud800ab']) assertRefused(await put(id, { name }), '姓名：含有不允许的字符');
});

test('staff PUT user/:id: over a proved phone and e-mail a new one is shown but waits, until the audit proves it', async () => {
  const { id, fields } = await joinStaff(server);
  const [phone, email] = ['13900000011', 'new11@example.com'];
  assertAllowed(await put(id, { phone, email }));
  const shown = (await get(`/user/${id}`)).body.data;
  assert.deepEqual([shown.phone, shown.email], [phone, email]);
  const waiting = await accounts.get(id);
  assert.deepEqual([waiting.phone, waiting.email], [`+86${fields.phone}`, fields.email]);
  assert.notEqual(waiting.phone_verified_at, null);

  assertAllowed(await call(`${url}/audit/user/${id}`, 'PUT', undefined, owner));
  const proved = await accounts.get(id);
  assert.deepEqual([proved.phone, proved.email], [`+86${phone}`, email]);
  assert.deepEqual([proved.pending_phone, proved.pending_email], [null, null]);
  assert.ok(proved.phone_verified_at !== null && proved.email_verified_at !== null);
});

test('staff PUT user/:id: a new e-mail is mailed one link, and none more when the form is sent again as it is', async () => {
  const { id } = await joinStaff(server);
  const mails = () => server.outbox().filter(({ to }) => to === 'new14@example.com').length;
  await put(id, { email: 'New14@example.com' });
  assert.equal(mails(), 1);
  assertAllowed(await put(id, (await get(`/user/${id}`)).body.data));
  assert.equal(mails(), 1);
});

test('staff PUT user/:id: sending the proved phone again takes back the one that waits', async () => {
  const { id, fields } = await joinStaff(server);
  await put(id, { phone: '13900000012' });
  assertAllowed(await put(id, { phone: fields.phone }));
  assert.equal((await accounts.get(id)).pending_phone, null);
  assert.equal((await get(`/user/${id}`)).body.data.phone, fields.phone);
});

test('staff PUT user/:id: a waiting phone leaves the account when somebody else proves it', async () => {
  const { id, fields } = await joinStaff(server);
  await put(id, { phone: '13900000013' });
  const other = await registerByPhone('13900000013');
  assertAllowed(await call(`${url}/audit/user/${id}`, 'PUT', undefined, owner));
  assert.equal((await holderOf('13900000013'))?.id, other);
  assert.equal((await accounts.get(id)).pending_phone, null);
  assert.equal((await accounts.get(id)).phone, `+86${fields.phone}`);
});

test('staff signUp: an unproved phone yields to who proves it by a code, and never opens its holder’s account', async () => {
  const fields = newStaffFields();
  await call(`${url}/signUp`, 'PUT', signUpForm(fields));
  const holder = await holderOf(fields.phone);
  const stranger = await registerByPhone(fields.phone);
  assert.notEqual(stranger, holder?.id);
  assert.equal((await accounts.get(holder?.id as number)).phone, null);
  assertAllowed(await call(`${url}/audit/user/${holder?.id}`, 'PUT', undefined, owner));
  assert.equal((await get(`/user/${holder?.id}`)).body.data.phone, '');
});

test('staff audit/user/:id: the same once more is fine, a frozen account is not thawed by it', async () => {
  const { id } = await joinStaff(server);
  const before = await accounts.get(id);
  assertAllowed(await call(`${url}/audit/user/${id}`, 'PUT', undefined, owner));
  assert.equal((await accounts.get(id)).staff_approved_at, before.staff_approved_at);
  await accounts.setStatus(id, 'frozen', 'test');
  assertRefused(await call(`${url}/audit/user/${id}`, 'PUT', undefined, owner), '用户已被冻结');
});

test('staff DELETE user/:id: tokens die at once, identifiers become free, the picture goes', async () => {
  const { id, fields, headers } = await joinStaff(server);
  const { avatar } = await accounts.get(id);
  const file = join(server.dataDir, 'files', avatar);
  assert.ok(existsSync(file));
  assertAllowed(await call(`${url}/user/${id}`, 'DELETE', undefined, owner));
  assertRefused(await get(`/user/${id}`, headers), '权限不足，操作失败');
  assertRefused(await get(`/user/${id}`), '用户不存在');
  assert.equal((await logIn(server, fields.nickname)).body.message, '用户名或密码错误');
  assert.equal(existsSync(file), false);
  const again = await call(`${url}/signUp`, 'PUT', signUpForm(fields));
  assert.equal(again.body.status, true);
});

test('staff DELETE user/:id: the last owner stays, also when two owners delete each other at once', async () => {
  const [first, second] = [await joinStaff(server, {}, 'owner'), await joinStaff(server, {}, 'owner')];
  const { id } = (await logIn(server, 'owner', 'owner-password_1')).body.data;
  assertAllowed(await call(`${url}/user/${id}`, 'DELETE', undefined, first.headers));
  const answers = await Promise.all([
    call(`${url}/user/${second.id}`, 'DELETE', undefined, first.headers),
    call(`${url}/user/${first.id}`, 'DELETE', undefined, second.headers),
  ]);
  assert.equal(answers.filter(({ body }) => body.status).length, 1);
  const last = answers[0]?.body.status ? first : second;
  assertRefused(await call(`${url}/user/${last.id}`, 'DELETE', undefined, last.headers), '不能删除最后一位所有者');
  assertAllowed(await get(`/user/${last.id}`, last.headers));
});
