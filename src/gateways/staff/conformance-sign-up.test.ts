import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bmpHeader, jpgHeader, padded, pngHeader } from '../../../test/support/pictures.ts';
import { type Answer, call, startPortico } from '../../../test/support/portico.ts';
import { idOf, newStaffFields, type StaffFields, signUpForm } from '../../../test/support/staff.ts';
import { DomainError } from '../../core/errors.ts';

const server = await startPortico({ after });
const { accounts } = server.portico.house.core;
const avatarMessage = '用户头像：png、jpg、jpeg、bmp 类型的图片，文件最大 30k(30720)，宽和高最大 1024 像素';

function signUp(changes: Partial<StaffFields> = {}, avatar?: Buffer | null, filename?: string): Promise<Answer> {
  return call(`${server.url}/signUp`, 'PUT', signUpForm(newStaffFields(changes), avatar, filename));
}

function assertRefused({ status, body }: Answer, message: string | RegExp): void {
  assert.deepEqual([status, body.status, body.data, body.cmd], [200, false, [], 'signUp']);
  if (typeof message === 'string') assert.equal(body.message, message);
  else assert.match(body.message, message);
}

function assertAccepted({ status, body }: Answer): void {
  assert.deepEqual([status, body.status, body.message], [200, true, '注册成功，请等待管理员审核']);
}

function storedAvatars(): string[] {
  try {
    return readdirSync(join(server.dataDir, 'files', 'avatars'));
  } catch {
    return [];
  }
}

/** How many accounts and how many pictures there are. */
async function countStored(): Promise<[people: number, avatars: number]> {
  return [(await accounts.list({ offset: 0, limit: 1 })).total, storedAvatars().length];
}

test('staff signUp: all field errors are told at once, in the order of the document', async () => {
  const stored = await countStored();
  const fields = { nickname: 'a', passwd: '12345', repasswd: 'x', name: '', phone: '1', position: '!', email: 'a' };
  const { body } = await call(`${server.url}/signUp`, 'PUT', signUpForm(fields, Buffer.from('no picture')));
  const labels = body.message.split('；').map((part: string) => part.split('：')[0]);
  assert.deepEqual(labels, ['用户头像', '用户名', '密码', '确认密码', '姓名', '手机号', '职务', '邮箱']);
  assert.deepEqual(await countStored(), stored);
});

test('staff signUp: all field errors are told even of fields that break several rules each', async () => {
  const long = '!'.repeat(20_000);
  const fields = { nickname: long, passwd: long, repasswd: long, name: long, phone: long, position: long, email: long };
  const { body } = await call(`${server.url}/signUp`, 'POST', signUpForm(fields, null));
  assert.equal(body.message.split('；').length, 8);
});

test('staff signUp: png, jpg and bmp are taken by their bytes, whatever the file is called', async () => {
  for (const picture of [pngHeader(1024, 1024), jpgHeader(1024, 1), bmpHeader(1, 1024)]) {
    assertAccepted(await signUp({}, picture, 'avatar.exe'));
  }
});

test('staff signUp: a picture of 30720 bytes is taken, one more is a field error, as are 2 MB', async () => {
  assertAccepted(await signUp({}, padded(pngHeader(10, 10), 30_720)));
  assertRefused(await signUp({}, padded(pngHeader(10, 10), 30_721)), avatarMessage);
  assertRefused(await signUp({}, padded(pngHeader(10, 10), 2_000_000)), avatarMessage);
});

test('staff signUp: a picture of 20 MB is a field error, and only a body above 32 MiB a 413', async () => {
  const large = await signUp({}, padded(pngHeader(10, 10), 20_000_000));
  assert.equal(large.status, 200);
  assert.match(large.body.message, /头像/);
  const { status, body } = await signUp({}, padded(pngHeader(10, 10), 34_000_000));
  assert.deepEqual([status, body.status, body.data, body.cmd], [413, false, [], 'signUp']);
});

test('staff signUp: other files, broken headers and pictures above 1024×1024 are field errors', async () => {
  const lying = pngHeader(20_000, 20_000);
  lying.writeUInt32BE(100, 16);
  const wrong = [
    Buffer.alloc(0),
    Buffer.from('GIF89a\x0a\x00\x0a\x00', 'latin1'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    pngHeader(100, 100).subarray(0, 30),
    lying,
    pngHeader(1025, 1),
    jpgHeader(1, 1025),
    bmpHeader(1025, -1),
    pngHeader(20_000, 20_000),
  ];
  for (const picture of wrong) assertRefused(await signUp({}, picture, 'avatar.png'), avatarMessage);
});

test('staff signUp: two pictures are a field error', async () => {
  const form = signUpForm(newStaffFields());
  form.append('avatar', new Blob([new Uint8Array(pngHeader(1, 1))]), 'second.png');
  assertRefused(await call(`${server.url}/signUp`, 'PUT', form), avatarMessage);
});

const rules: Array<[field: keyof StaffFields, right: string[], wrong: string[]]> = [
  [
    'nickname',
    ['汉字', '𠮷野', '_-', 'a1'.repeat(8), '一'.repeat(16), '12345678a', '123456'],
    ['a', '一'.repeat(17), 'a b', 'a.b', 'é1', '1380013800', '13800138000', '-1234567'],
  ],
  ['name', ['汉字', '同-名_1', '一'.repeat(16)], ['王', '一'.repeat(17), '张 三', '张三!']],
  ['position', ['职位1', 'CTO', '职'.repeat(20)], ['职', '职'.repeat(21), '总 监']],
  [
    'phone',
    ['19912345678', '13012345678'],
    [
      ...['12812345678', '1391234567', '139123456789', '+8613912345678', 'x'],
      ...['16212345678', '16512345678', '16712345678', '17012345678', '17112345678'],
    ],
  ],
  [
    'email',
    ['A.b+c@Example.com', `${'a'.repeat(64)}@example.com`],
    ['a', 'a@b', 'a b@example.com', '邮@例.cn', `a@${`${'b'.repeat(60)}.`.repeat(4)}${'c'.repeat(9)}`],
  ],
];

for (const [field, right, wrong] of rules) {
  test(`staff signUp: ${field} is taken where it keeps its rule, and is a field error of its own where not`, async () => {
    for (const value of right) assertAccepted(await signUp({ [field]: value }));
    for (const value of wrong)
      assertRefused(await signUp({ [field]: value }), /^(用户名|姓名|职务|手机号|邮箱)：[^；]+$/);
  });
}

test('staff signUp: passwords have 6~16 of letters, digits, _ and -, and are typed twice the same', async () => {
  for (const passwd of ['a-_1b2', 'a'.repeat(16)]) assertAccepted(await signUp({ passwd, repasswd: passwd }));
  for (const passwd of ['12345', 'a'.repeat(17), 'abc def', '密码密码密码', 'abc!def']) {
    assertRefused(
      await signUp({ passwd, repasswd: passwd }),
      '密码：6~16 位，只能由字母、数字、下划线 _ 、破折号 - 组成',
    );
  }
  assertRefused(await signUp({ passwd: 'secret_1', repasswd: 'secret_2' }), '确认密码：须与密码一致');
});

test('staff signUp: a NUL byte in any field is a field error', async () => {
  const fields = newStaffFields();
  for (const field of Object.keys(fields)) {
    assertRefused(await call(`${server.url}/signUp`, 'PUT', { ...fields, [field]: 'ab\u0000cdef' }), /：/);
  }
});

test('staff signUp: fields that are not the document’s are ignored, and nobody registers as an owner', async () => {
  const fields = newStaffFields();
  const extra = { ...fields, role: 'owner', user_level: 1, account_status: 1, status: 'active', id: 1 };
  assertAccepted(await call(`${server.url}/signUp`, 'PUT', signUpForm(extra)));
  const account = await accounts.get(await idOf(server, fields.nickname));
  assert.deepEqual([account.role, account.status, account.staff_approved_at], ['user', 'waiting', null]);
});

test('staff signUp: a taken nickname, phone or e-mail is told by its name, and nothing is stored', async () => {
  const fields = newStaffFields({ nickname: 'Zhang_San', email: 'zhang@example.com' });
  assertAccepted(await call(`${server.url}/signUp`, 'PUT', signUpForm(fields)));
  const stored = await countStored();
  assertRefused(await signUp({ nickname: 'zhang_san' }), '用户名已被使用');
  assertRefused(await signUp({ phone: fields.phone }), '手机号已被使用');
  assertRefused(await signUp({ email: 'ZHANG@example.com' }), '邮箱已被使用');
  assert.deepEqual(await countStored(), stored);
});

test('staff signUp: storage that fails is a 503, and nothing is stored', async (context) => {
  const stored = await countStored();
  context.mock.method(server.portico.house.core.files, 'stage', () =>
    Promise.reject(new DomainError('storage.unavailable')),
  );
  const { status, body } = await signUp();
  assert.deepEqual([status, body.status, body.data, body.message], [503, false, [], '服务繁忙，请稍后再试']);
  assert.deepEqual(await countStored(), stored);
});

test('staff signUp: of many at once for one nickname exactly one wins, and the losers leave no picture', async () => {
  const [people, avatars] = await countStored();
  const nickname = '同时注册';
  const answers = await Promise.all(Array.from({ length: 100 }, () => signUp({ nickname })));
  assert.equal(answers.filter(({ body }) => body.status).length, 1);
  for (const answer of answers) if (!answer.body.status) assertRefused(answer, '用户名已被使用');
  assert.deepEqual(await countStored(), [people + 1, avatars + 1]);
});

test('staff signUp: 200 an hour from one address, then 429 with the time to wait', async () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' };
  const { core } = server.portico.house;
  const rules = [{ most: 200, windowMs: 3_600_000 }];
  for (let hit = 0; hit < 200; hit += 1) await core.limits.take('sign-up-address:127.0.0.1', rules, 'request.too_many');
  const answer = await call(`${server.url}/signUp`, 'PUT', signUpForm(newStaffFields()), headers);
  assert.deepEqual([answer.status, answer.body.status, answer.body.message], [429, false, '操作太频繁，请稍后再试']);
  assert.ok(Number(answer.headers.get('retry-after')) > 3_500);
  assertAccepted(await signUp());
});
