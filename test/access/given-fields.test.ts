import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient } from '../support/blog.ts';
import { createMobileClient, newPhone } from '../support/mobile.ts';
import { call, startPortico } from '../support/portico.ts';
import { idOf, newStaffFields, signUpForm } from '../support/staff.ts';
import { createCredentials } from './credentials.ts';

const at = await startPortico({ after });
const { core } = at.portico.house;
const { createPerson, openSession } = createCredentials(at);

/** What makes more of an account, by the names that documents, tables and other back ends have for it. */
const more = {
  ...{ role: 'owner', role_id: 2, level: 1, user_level: 1, is_admin: true, type: 'admin', rights: ['accounts:write'] },
  ...{ status: 'active', account_status: 1, is_active: true, approved: true, staff_approved_at: 1, origin: 'console' },
  ...{
    emailVerified: true,
    email_verified_at: 1,
    phone_verified_at: 1,
    password_verifier: 'x',
    openid: 'x'.repeat(40),
  },
  ...{ id: 1, user_id: 1, created_at: 1, license_number: 'L-1' },
};

async function assertPlain(id: number, about: string): Promise<void> {
  const account = await core.accounts.get(id);
  assert.equal(account.role, 'user', about);
  assert.notEqual(account.openid, more.openid, about);
  assert.equal(account.email_verified_at, null, about);
  assert.notEqual(account.created_at, 1, about);
}

test('mobile PUT /api/personal/info: changes the five documented fields, and nothing that makes more of somebody', async () => {
  const person = await createPerson();
  const before = await core.accounts.get(person.id);
  const { token } = await openSession(person, 'mobile');
  const body = { ...more, phone: '13811112222', email: 'x@example.com', username: 'root', nickname: '新' };
  const answer = await call(`${at.url}/api/personal/info`, 'PUT', body, { authorization: `Token ${token}` });
  assert.equal(answer.body.code, 0);
  const { display_name, updated_at, ...rest } = await core.accounts.get(person.id);
  assert.equal(display_name, '新');
  const { display_name: _name, updated_at: _at, ...restBefore } = before;
  assert.deepEqual(rest, restBefore);
});

test('staff PUT /user/:id: oneself is changed in the documented fields alone', async () => {
  const person = await createPerson();
  const { token: authorization } = await openSession(person, 'staff');
  const answer = await call(`${at.url}/user/${person.id}`, 'PUT', { ...more, position: '职位' }, { authorization });
  assert.equal(answer.body.status, true, JSON.stringify(answer.body));
  await assertPlain(person.id, 'staff');
});

test('* registrations: nobody makes more of a new account than its door does', async () => {
  const fields = newStaffFields();
  await call(`${at.url}/signUp`, 'PUT', signUpForm({ ...fields, ...more }));
  const staff = await core.accounts.get(await idOf(at, fields.nickname));
  await assertPlain(staff.id, 'staff');
  assert.deepEqual([staff.status, staff.staff_approved_at], ['waiting', null]);

  const blog = await createBlogClient(at).register('more-of-me', more);
  assert.equal(blog.status, 200, JSON.stringify(blog.body));
  await assertPlain(await idOf(at, 'more-of-me'), 'blog');

  const [mobilePhone, desktopPhone] = [newPhone(), newPhone()];
  const code = await createMobileClient(at).requestCode(mobilePhone);
  const registered = { ...more, account: mobilePhone, code, password: 'secret-1' };
  assert.equal((await call(`${at.url}/api/auth/register`, 'POST', registered)).body.code, 0);
  await call(`${at.url}/api/user/sendCode`, 'POST', { account: desktopPhone });
  const verified = { ...more, account: desktopPhone, code: at.codeFor(`+86${desktopPhone}`) };
  assert.equal((await call(`${at.url}/api/user/verifyCode`, 'POST', verified)).status, 200);
  for (const number of [mobilePhone, desktopPhone]) {
    const account = await core.accounts.findBy({ kind: 'phone', phone: { e164: `+86${number}`, area: '86' } });
    assert.ok(account);
    await assertPlain(account.id, number);
  }
});
