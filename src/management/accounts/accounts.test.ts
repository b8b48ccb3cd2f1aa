import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  createManagementClient,
  createOperator,
  type ManagementClient,
  signInAtConsole,
} from '../../../test/support/management.ts';
import { call as send, startPortico } from '../../../test/support/portico.ts';
import { logIn, newStaffFields, type StaffFields, signUpForm } from '../../../test/support/staff.ts';

const at = await startPortico({ after });
const { call } = await signInAtConsole(at);
const { core } = at.portico.house;
const adminPassword = 'an-admin-of-tests_1';
const adminId = await createOperator(at, { handle: 'admin', password: adminPassword });
const admin = await signInAtConsole(at, 'admin', adminPassword);
const anybody = createManagementClient(at);

async function signUp(): Promise<StaffFields> {
  const fields = newStaffFields();
  await send(`${at.url}/signUp`, 'PUT', signUpForm(fields));
  return fields;
}

let made = 0;
async function make(body: Record<string, unknown> = {}, client: ManagementClient = { call, headers: {} }) {
  made += 1;
  const answer = await client.call('POST', '/accounts', { body: { handle: `made-${made}`, ...body } });
  assert.equal(answer.status, 201, JSON.stringify(answer.body));
  return answer.body.account;
}
const act = (id: number, action: string, version: number, client = call) =>
  client('POST', `/accounts/${id}/${action}`, { version });

test('accounts: one is made, read with its version, changed and deleted', async () => {
  const draft = {
    handle: '小明-1',
    phone: '138 0013 8000',
    email: 'Ming@Example.com',
    displayName: '小明',
    position: '设计师',
  };
  const created = await call('POST', '/accounts', { body: draft });
  assert.equal(created.status, 201);
  const { account, resetLink } = created.body;
  assert.deepEqual(
    [account.phone, account.email, account.emailVerifiedAt, account.origin, account.hasPassword, resetLink],
    ['+8613800138000', 'ming@example.com', null, 'console', false, null],
  );
  const read = await call('GET', `/accounts/${account.id}`);
  assert.deepEqual([read.body, read.headers.get('etag')], [account, `"${account.version}"`]);

  const change = { realName: '王小明', birthday: '1990-01-31', gender: 'male', handle: null };
  const path = `/accounts/${account.id}`;
  assert.equal((await call('PATCH', path, { body: change })).status, 428);
  const changed = await call('PATCH', path, { body: change, version: account.version });
  assert.deepEqual(
    [changed.body.realName, changed.body.birthday, changed.body.gender, changed.body.handle, changed.body.displayName],
    ['王小明', '1990-01-31', 'male', null, '小明'],
  );
  assert.equal(changed.headers.get('etag'), `"${changed.body.version}"`);
  const late = await call('PATCH', path, { body: change, version: account.version });
  assert.deepEqual([late.status, late.body.code], [412, 'request.version_changed']);
  assert.equal((await call('DELETE', path, { version: account.version })).status, 412);
  assert.equal((await call('DELETE', path, { version: changed.body.version })).status, 204);
  assert.equal((await call('GET', path)).body.code, 'account.not_found');
});

test('accounts: what is typed in wrongly is told at its field, in both languages', async () => {
  const refused = async (body: Record<string, unknown>, language = 'zh') => {
    const answer = await call('POST', '/accounts', { body, headers: { 'accept-language': language } });
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
    return answer.body.errors.map(({ pointer, detail }: { pointer: string; detail: string }) => [pointer, detail]);
  };
  assert.deepEqual(await refused({ phone: '123', email: 'no' }), [
    ['/phone', '不是有效的手机号'],
    ['/email', '不是有效的邮箱地址'],
  ]);
  assert.deepEqual(await refused({ displayName: 'nobody' }, 'en'), [
    ['/handle', 'A handle, a phone or an e-mail is needed.'],
  ]);
  assert.deepEqual(await refused({ handle: '13800138000' }, 'en'), [
    ['/handle', 'It must look neither like a phone nor like an e-mail.'],
  ]);
  assert.deepEqual(await refused({ handle: 'a b' }), [
    ['/handle', '2~32 位字母、数字、下划线或短横线，不能像手机号或邮箱'],
  ]);
  assert.deepEqual(await refused({ handle: 'weak-one', password: 'password1' }, 'en'), [
    ['/password', 'At least 8 characters, and not a common password.'],
  ]);
  assert.deepEqual(await refused({ handle: 'two-lines', displayName: 'a\nb' }), [
    ['/displayName', '一行文字，不能含有控制字符'],
  ]);
  const account = await make();
  const wrong = { birthday: '1990-02-31', email: '' };
  for (const [field, value] of Object.entries(wrong)) {
    const body = { [field]: value };
    const answer = await call('PATCH', `/accounts/${account.id}`, { body, version: account.version });
    assert.deepEqual([answer.status, answer.body.errors?.[0]?.pointer], [400, `/${field}`]);
  }
  const taken = await call('POST', '/accounts', { body: { handle: account.handle.toUpperCase() } });
  assert.deepEqual([taken.status, taken.body.identifier], [409, 'handle']);
});

test('accounts: who waits at the staff contract is approved here, and then signs in there', async () => {
  const { nickname } = await signUp();
  const found = await call('GET', `/accounts?status=waiting&q=${encodeURIComponent(nickname)}`);
  const [waiting] = found.body.items;
  const approved = await act(waiting.id, 'approve', waiting.version);
  assert.deepEqual([approved.status, approved.body.status], [200, 'active']);
  assert.notEqual(approved.body.staffApprovedAt, null);
  assert.equal((await logIn(at, nickname)).body.status, true);
});

test('accounts: rejected, frozen, thawed; the wrong state and the wrong version are told', async () => {
  const account = await make();
  const rejected = await act(account.id, 'reject', account.version);
  const approved = await act(account.id, 'approve', rejected.body.version);
  const frozen = await act(account.id, 'freeze', approved.body.version);
  const stale = await act(account.id, 'thaw', approved.body.version);
  const thawed = await act(account.id, 'thaw', frozen.body.version);
  const again = await act(account.id, 'thaw', thawed.body.version);
  assert.deepEqual(
    [rejected, approved, frozen, thawed].map(({ body }) => body.status),
    ['rejected', 'active', 'frozen', 'active'],
  );
  assert.deepEqual([stale.status, again.status, again.body.code], [412, 409, 'account.wrong_status']);
});

test('accounts: an admin changes people, never other admins or owners; roles are the owner’s to give', async () => {
  const owner = (await call('GET', '/accounts?role=owner')).body.items[0];
  for (const action of ['freeze', 'reject', 'approve']) {
    const refused = await act(owner.id, action, owner.version, admin.call);
    assert.deepEqual([refused.status, refused.body.code], [403, 'account.protected']);
  }
  for (const [method, path] of [
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/password-reset'],
    ['POST', '/unlock'],
    ['DELETE', '/sessions'],
  ] as const) {
    const body = method === 'PATCH' ? { displayName: 'x' } : undefined;
    const refused = await admin.call(method, `/accounts/${owner.id}${path}`, { version: owner.version, body });
    assert.deepEqual([refused.status, refused.body.code], [403, 'account.protected'], `${method} ${path}`);
  }
  const own = (await admin.call('GET', `/accounts/${adminId}`)).body;
  const changed = await admin.call('PATCH', `/accounts/${adminId}`, {
    body: { displayName: '我' },
    version: own.version,
  });
  assert.equal(changed.status, 200);

  const account = await make({}, admin);
  const role = { body: { role: 'admin' }, version: account.version };
  assert.equal((await admin.call('PUT', `/accounts/${account.id}/role`, role)).body.code, 'right.missing');
  const given = await call('PUT', `/accounts/${account.id}/role`, role);
  assert.equal(given.body.role, 'admin');
  const sneaked = await admin.call('POST', '/accounts', { body: { handle: 'sneaked-in', role: 'owner' } });
  assert.deepEqual([sneaked.status, sneaked.body.code], [403, 'account.protected']);
  const last = await call('PUT', `/accounts/${owner.id}/role`, { body: { role: 'user' }, version: owner.version });
  assert.deepEqual([last.status, last.body.code], [409, 'account.last_owner']);
});

test('accounts: many are approved at once, and each that cannot be is told why', async () => {
  const people = [await signUp(), await signUp()];
  const waiting = (await call('GET', '/accounts?status=waiting')).body.items.map(({ id }: { id: number }) => id);
  assert.equal(waiting.length, people.length);
  const active = await make();
  const { status, body } = await call('POST', '/accounts/approve', {
    body: { ids: [...waiting, active.id, 999_999] },
    headers: { 'accept-language': 'zh-CN' },
  });
  assert.equal(status, 200);
  assert.deepEqual(
    body.items.map(
      ({ account, problem }: { account: { status: string }; problem: { code: string } }) =>
        account?.status ?? problem.code,
    ),
    ['active', 'active', 'account.wrong_status', 'account.not_found'],
  );
  assert.equal(body.items.at(-1).problem.title, '没有这个账号');
  for (const ids of [[], Array(501).fill(1), ['1'], [0]]) {
    assert.equal((await call('POST', '/accounts/approve', { body: { ids } })).status, 400);
  }
});

test('accounts: a reset link sets a password once, without anybody being signed in', async () => {
  const account = await make({ resetLink: true });
  const link = (await call('POST', `/accounts/${account.id}/password-reset`)).body;
  assert.deepEqual([link.path, link.url], [`/console/reset-password#token=${link.token}`, null]);
  const consume = (body: Record<string, unknown>) => anybody.call('POST', '/password-resets/consume', { body });
  const weak = await consume({ token: link.token, password: 'password1' });
  assert.deepEqual([weak.status, weak.body.errors[0].pointer], [400, '/password']);
  assert.equal((await consume({ token: link.token, password: 'a-good-one-1' })).status, 204);
  const again = await consume({ token: link.token, password: 'a-good-one-1' });
  assert.deepEqual([again.status, again.body.code], [400, 'reset_link.wrong']);
  assert.equal((await call('GET', `/accounts/${account.id}`)).body.hasPassword, true);
});

test('accounts: a reset link is mailed to a verified e-mail alone, where no operator reads it', async () => {
  const email = 'verified@example.com';
  const unverified = await make({ email: 'typed@example.com' });
  const mailTo = (id: number) => call('POST', `/accounts/${id}/password-reset/mail`);
  const refused = await mailTo(unverified.id);
  assert.deepEqual([refused.status, refused.body.code], [409, 'account.email_unverified']);
  const account = await make({ email });
  const proof = at.outbox().findLast((line) => line.to === email)?.text ?? '';
  await core.accounts.proveEmailByLink(/token=(\w+)/.exec(proof)?.[1] ?? '');
  const answer = await mailTo(account.id);
  assert.deepEqual([answer.status, Object.keys(answer.body)], [201, ['expiresAt']]);
  const mail = at.outbox().findLast((line) => line.to === email && line.purpose === 'reset-password');
  const [, token = ''] = /^\S+\/account\/reset-password\?token=(\w{43})$/m.exec(mail?.text ?? '') ?? [];
  const consume = { body: { token, password: 'a-good-one-1' } };
  assert.equal((await anybody.call('POST', '/password-resets/consume', consume)).status, 204);
  assert.equal((await mailTo(account.id)).body.code, 'request.too_many', 'not twice within a minute');
  await act(account.id, 'freeze', (await call('GET', `/accounts/${account.id}`)).body.version);
  at.clock.advance(60_000);
  assert.equal((await mailTo(account.id)).body.code, 'account.wrong_status');
});

test('accounts: one that is made twice under one key is made once, with the same link', async () => {
  const options = { body: { handle: 'only-once', resetLink: true }, headers: { 'idempotency-key': 'make-once' } };
  const [first, second] = [await call('POST', '/accounts', options), await call('POST', '/accounts', options)];
  assert.deepEqual([second.status, second.body], [201, first.body]);
  assert.equal(first.body.resetLink.token.length, 43);
});

test('accounts: wrong passwords are forgotten for who is unlocked', async () => {
  const account = await make();
  assert.equal((await call('POST', `/accounts/${account.id}/unlock`)).status, 204);
  assert.equal((await call('POST', '/accounts/999999/unlock')).status, 404);
});

test('accounts: sessions, devices and licence are listed, and sessions ended one by one or all', async () => {
  const own = (await call('GET', `/accounts/${adminId}/sessions?limit=1`)).body;
  assert.deepEqual([own.items.length, own.items[0].contract, own.items[0].state], [1, 'console', 'live']);
  const other = await signInAtConsole(at, 'admin', adminPassword);
  const sessions = (await call('GET', `/accounts/${adminId}/sessions`)).body.items;
  assert.equal((await call('DELETE', `/accounts/${adminId}/sessions/${sessions[0].id}`)).status, 204);
  assert.equal((await other.call('GET', '/session')).body.code, 'session.revoked');
  assert.equal(
    (await call('DELETE', `/accounts/${adminId}/sessions/${sessions[0].id}`)).body.code,
    'session.not_found',
  );
  const newest = (await call('GET', `/accounts/${adminId}/sessions?limit=200`)).body.items.at(-1);
  assert.deepEqual([newest.state, newest.endReason], ['ended', 'operator']);

  const account = await make();
  const device = await core.devices.bind(account.id, { clientId: 'client-1', clientType: 'android' });
  await core.devices.bind(account.id, { clientId: 'client-2', clientType: 'ios' });
  const first = (await call('GET', `/accounts/${account.id}/push-devices?limit=1`)).body;
  assert.equal(first.items[0].clientType, 'ios');
  const second = (await call('GET', `/accounts/${account.id}/push-devices?cursor=${first.next}`)).body;
  assert.deepEqual(
    second.items.map(({ id }: { id: number }) => id),
    [device.id],
  );
  assert.deepEqual((await call('GET', `/accounts/${account.id}/licence`)).body, { licence: null });
  const licence = await core.licences.create({ number: 'OF-THE-TEST' }, { actor: 'test' });
  await core.licences.bind(licence.id, account.id, { by: { actor: 'test' } });
  const bound = (await call('GET', `/accounts/${account.id}/licence`)).body.licence;
  assert.deepEqual([bound.id, bound.number, bound.state], [licence.id, 'OF-THE-TEST', 'active']);

  const later = {
    title: 'soon',
    body: 'x',
    to: [account.id],
    sendAt: new Date(at.clock.now() + 3_600_000).toISOString(),
  };
  assert.equal((await call('POST', '/pushes', { body: later })).status, 201);
  const preview = await call('GET', `/accounts/${account.id}/deletion`);
  const { goes, freed, stays } = preview.body;
  assert.deepEqual([goes.pushDevices, goes.scheduledPushes, freed.licence, stays.releases], [2, 1, 'OF-THE-TEST', 0]);
  for (const path of ['sessions', 'push-devices', 'licence', 'deletion']) {
    assert.equal((await call('GET', `/accounts/999999/${path}`)).status, 404, path);
  }
});
