import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assertCode,
  assertLikeExample,
  createMobileClient,
  mobilePassword,
  newPhone,
} from '../../../test/support/mobile.ts';
import { type call, credentials, startPortico } from '../../../test/support/portico.ts';
import { createTimePrinter } from '../time.ts';

const at = await startPortico({ after });
const { send, join } = createMobileClient(at);
const print = createTimePrinter('Asia/Shanghai');
const info = (token: string) => send('GET', '/personal/info', undefined, token);
const change = (token: string, body: Parameters<typeof call>[2]) => send('PUT', '/personal/info', body, token);

test('mobile GET personal/info: example of the document, field by field', async () => {
  const earliest = print(at.clock.now());
  const { id, phone, token } = await join();
  const latest = print(at.clock.now());
  const answer = await info(token);
  assertLikeExample(answer, 'GET /api/personal/info');
  const { openid, created_at, updated_at, ...rest } = answer.body.data;
  assert.deepEqual(rest, {
    id,
    area: '86',
    phone,
    email: '',
    role: 0,
    username: phone,
    is_active: true,
    app_id: '',
    nickname: '',
    avatar: '',
    gender: 2,
    birthday: '',
    address: '',
  });
  assert.match(openid, /^[0-9A-Za-z]{40}$/);
  assert.ok(earliest <= created_at && created_at <= latest, created_at);
  assert.equal(updated_at, created_at);
});

test('mobile PUT personal/info: changes only the five documented fields, and only those that came', async () => {
  const { token } = await join();
  await change(token, { nickname: '甲', address: '乙' });
  const before = (await info(token)).body.data;
  const others = { id: 999, phone: '13000000000', area: '1', email: 'x@y.com', openid: 'x', role: 2, username: 'root' };
  const more = { is_active: false, app_id: 'x', created_at: '2000-01-01 00:00:00', password: 'another-1', status: 'x' };
  const after = (await change(token, { ...others, ...more, address: null, nickname: '丙' })).body.data;
  assert.deepEqual({ ...after, updated_at: '' }, { ...before, nickname: '丙', updated_at: '' });
  const cleared = (await change(token, { nickname: '', address: '' })).body.data;
  assert.deepEqual([cleared.nickname, cleared.address], ['', '']);
});

test('mobile PUT personal/info: a field that breaks its rule is 10005 and changes nothing', async () => {
  const { token } = await join();
  const before = (await info(token)).body;
  const wrong = [
    { gender: 3 },
    { gender: -1 },
    { gender: '男' },
    { gender: 1.5 },
    { birthday: '1991-3-8' },
    { birthday: '1991-02-29' },
    { birthday: '1991-13-01' },
    { birthday: '19910308' },
    { birthday: '0000-00-00' },
    { nickname: '名'.repeat(65) },
    { nickname: 'a\u0000b' },
    { nickname: '\ud800' },
    { nickname: ['x'] },
    { address: '址'.repeat(256) },
    { avatar: 'javascript:alert(1)' },
    { avatar: `https://example.com/${'a'.repeat(1024)}` },
  ];
  for (const body of wrong) assertCode(await change(token, { address: '不该存', ...body }), 10005);
  assert.deepEqual((await info(token)).body, before);
});

test('mobile personal/info: role is 0 user, 1 admin, 2 owner; username is the handle once there is one', async () => {
  const { id, token } = await join();
  const { accounts } = at.portico.house.core;
  await accounts.setRole(id, 'admin', 'test');
  await accounts.changeProfile(id, { handle: 'Lee_Admin' }, 'test');
  const { data } = (await info(token)).body;
  assert.deepEqual([data.role, data.username], [1, 'Lee_Admin']);
  const owner = await send('POST', '/auth/access_token', { account: 'owner', password: credentials.ownerPassword });
  assert.equal((await info(owner.body.data.access_token)).body.data.role, 2);
});

test('mobile personal/info: a number abroad keeps its own area', async () => {
  const account = '51234567';
  assertCode(await send('POST', '/auth/send_code', { area: '852', account }), 0);
  const code = at.codeFor('+85251234567');
  const fields = { area: '852', account, code, password: mobilePassword };
  const registered = await send('POST', '/auth/register', fields);
  const { data } = (await info(registered.body.data.access_token)).body;
  assert.deepEqual([data.area, data.phone, data.username], ['852', account, account]);
  assertCode(await send('POST', '/auth/access_token', { account, password: mobilePassword, area: '852' }), 0);
  assertCode(await send('POST', '/auth/access_token', { account: newPhone(), password: mobilePassword }), 10006);
});
