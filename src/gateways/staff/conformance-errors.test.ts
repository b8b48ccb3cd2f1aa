import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import { joinStaff, logIn, logInAsOwner } from '../../../test/support/staff.ts';
import { DomainError } from '../../core/errors.ts';

const server = await startPortico({ after });
const owner = await logInAsOwner(server);
const { url } = server;

/** Exactly these keys, in the document's own sense: nothing is missing and nothing is added. */
function assertKeys(value: object, keys: string[]): void {
  assert.deepEqual(Object.keys(value).toSorted(), keys.toSorted());
}

function assertSuccess({ status, headers, body }: Answer, cmd: string, message = 'success'): void {
  assert.equal(status, 200);
  assert.match(headers.get('content-type') ?? '', /^application\/json/);
  assert.ok(headers.get('x-request-id'));
  assertKeys(body, ['status', 'data', 'message', 'cmd']);
  assert.deepEqual([body.status, body.message, body.cmd], [true, message, cmd]);
}

function assertFailure({ status, body }: Answer, expected: { status: number; message: string; cmd: string }): void {
  assertKeys(body, ['status', 'data', 'message', 'cmd']);
  const { status: expectedStatus, message, cmd } = expected;
  assert.deepEqual([status, body], [expectedStatus, { status: false, data: [], message, cmd }]);
}

test('staff login: the owner made at first start is approved, at level 1', async () => {
  const { body } = await logIn(server, 'owner', 'owner-password_1');
  assert.deepEqual([body.data.account_status, body.data.user_level, body.data.nickname], [1, 1, 'owner']);
});

test('staff list/user: example of the document, field by field', async () => {
  const { id, fields } = await joinStaff(server);
  const answer = await call(`${url}/list/user`, 'GET', undefined, owner);
  assertSuccess(answer, 'list/user');
  const { data } = answer.body;
  assert.deepEqual(Object.keys(data), ['total', 'per_page', 'current_page', 'last_page', 'data']);
  assert.deepEqual([data.per_page, data.current_page, data.last_page], [15, 1, Math.ceil(data.total / 15)]);
  const [{ create_time, ...row }] = data.data;
  const { nickname, name, phone, email, position } = fields;
  const shown = { id, nickname, name, phone, email, position, account_status: '已审核', user_level: 3 };
  assert.deepEqual([row, Object.keys(row)], [shown, Object.keys(shown)]);
  const printed = new Intl.DateTimeFormat('sv-SE', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const account = await server.portico.house.core.accounts.get(id);
  assert.equal(create_time, printed.format(account.created_at));
  assert.match(create_time, /^\d{4}-\d\d-\d\d \d\d:\d\d$/);
});

test('staff captcha: example of the document, field by field', async () => {
  const answer = await call(`${url}/captcha`, 'GET');
  assertSuccess(answer, 'captcha');
  const { id, captcha_id, picture } = answer.body.data;
  assertKeys(answer.body.data, ['id', 'captcha_id', 'picture']);
  assert.equal(captcha_id, id);
  assert.match(server.answerOf(id), /^[A-Za-z0-9]{5}$/);
  const png = Buffer.from(picture.replace('data:image/png;base64,', ''), 'base64');
  assert.deepEqual(png.subarray(0, 8), Buffer.from('89504e470d0a1a0a', 'hex'));
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [150, 50]);
});

test('staff *: an id that is no integer in range is a field error', async () => {
  for (const id of ['abc', '1.5', '0', '-1', '99999999999999999999', '9007199254740992', '%00', '1%20']) {
    const answer = await call(`${url}/user/${id}`, 'GET', undefined, owner);
    assertFailure(answer, { status: 200, message: '用户id：整型参数', cmd: `user/${id}` });
  }
});

const failures: Array<[what: string, error: Error, status: number, message: string]> = [
  ['a fault', new Error('select secret from table'), 500, '系统错误，请稍后再试'],
  ['a token that cannot be signed', new DomainError('session.cannot_sign'), 500, '系统错误，请稍后再试'],
  ['a busy database', Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' }), 503, '服务繁忙，请稍后再试'],
  ['a full hash queue', new DomainError('password.overloaded'), 503, '服务繁忙，请稍后再试'],
  ['a locked password', new DomainError('password.locked'), 429, '密码错误次数过多，密码登录已锁定，请联系管理员'],
  ['a clash', new DomainError('identifier.taken'), 200, '用户名、手机号或邮箱已被使用'],
];

for (const [what, error, status, message] of failures) {
  test(`staff *: ${what} is a ${status} that tells nothing of its cause`, async (context) => {
    context.mock.method(server.portico.house.core.accounts, 'list', () => Promise.reject(error));
    assertFailure(await call(`${url}/list/user`, 'GET', undefined, owner), { status, message, cmd: 'list/user' });
  });
}
