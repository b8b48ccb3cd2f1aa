import type { Case } from '../run/case.ts';
import { rowsAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { reads, type StaffFields, writes } from './client.ts';
import { paddedPicture } from './picture.ts';

const labels = ['用户头像', '用户名', '密码', '确认密码', '姓名', '手机号', '职务', '邮箱'];
const avatarRule = /^用户头像：[^；]+$/u;
const right: StaffFields = {
  nickname: 'verify_nobody',
  passwd: 'Verify_-1',
  repasswd: 'Verify_-1',
  name: '核对用户',
  phone: '13800138000',
  position: '职位1',
  email: 'verify@example.com',
};
const wrongFields: ReadonlyArray<[field: keyof StaffFields, value: string, label: string]> = [
  ['nickname', 'a', '用户名'],
  ['nickname', '用'.repeat(17), '用户名'],
  ['nickname', 'a b', '用户名'],
  ['nickname', '13800138000', '用户名'],
  ['name', 'a', '姓名'],
  ['name', '😀😀', '姓名'],
  ['phone', '1380013800', '手机号'],
  ['phone', '12800138000', '手机号'],
  ['phone', '16212345678', '手机号'],
  ['phone', '17012345678', '手机号'],
  ['phone', '17112345678', '手机号'],
  ['position', '职', '职务'],
  ['position', '职'.repeat(21), '职务'],
  ['email', 'a@b', '邮箱'],
  ['email', `${'a'.repeat(250)}@example.com`, '邮箱'],
  ['repasswd', 'another_1', '确认密码'],
];

/** staff `signUp` (S1–S3). */
export const signUpCases: readonly Case[] = [
  ...(['PUT', 'POST'] as const).flatMap((method) => [
    reads(`${method} signUp: all field errors are told at once, in the order of the document`, 'S1', async (at) => {
      const fields = { nickname: 'a', passwd: '12345', repasswd: 'x', name: '', phone: '1', position: '!', email: 'a' };
      const all = new RegExp(`^${labels.map((label) => `${label}：[^；]+`).join('；')}$`, 'u');
      at.refused(await at.signUp(method, fields, new Uint8Array([1, 2, 3])), all);
      const body = at.send(method, '/signUp');
      at.refused(await body, new RegExp(`^${labels[0]}：.*${labels.at(-1)}：`, 'u'));
    }),
    reads(`${method} signUp: JSON, form and multipart without a picture are told of it alone`, 'S1, R4', async (at) => {
      for (const { encode } of encodings)
        at.refused(await at.send(method, '/signUp', await encode({ ...right })), avatarRule);
    }),
    writes(`${method} signUp: makes an account that waits`, 'signUp, S1, S4', async (at) => {
      const fields = at.newFields();
      at.succeeded(await at.signUp(method, fields), `${method} /signUp`, [], /^注册成功(，请等待管理员审核)?$/);
      const owner = await at.tokenOf('owner');
      const list = await at.send('GET', '/list/user', undefined, owner);
      const { nickname, name, phone, position, email } = fields;
      const [row] = rowsAt(list, 'data.data');
      const shown = { nickname, name, phone, email, position, account_status: /^(待审核|已审核)$/, user_level: 3 };
      at.succeeded(list, 'GET /list/user', { data: [shown, ...rowsAt(list, 'data.data').slice(1)] });
      if (row) await at.remove({ id: Number(row.id) });
    }),
  ]),
  reads('PUT signUp: a field that breaks its rule is named, and it alone', 'signUp, S2, S3', async (at) => {
    for (const [field, value, label] of wrongFields) {
      at.refused(await at.signUp('PUT', { ...right, [field]: value }), new RegExp(`^${label}：[^；]+$`, 'u'));
    }
    for (const passwd of ['12345', 'x'.repeat(17), 'with blank']) {
      at.refused(await at.signUp('PUT', { ...right, passwd, repasswd: passwd }), /^密码：[^；]+$/u);
    }
  }),
  reads('PUT signUp: a picture of more than 30720 bytes, or what is none, is a field error', 'S1', async (at) => {
    for (const bytes of [30_721, 2_000_000])
      at.refused(await at.signUp('PUT', right, paddedPicture(bytes)), avatarRule);
    for (const text of ['', 'GIF89a', 'no picture']) {
      at.refused(await at.signUp('PUT', right, new TextEncoder().encode(text)), avatarRule);
    }
  }),
  writes(
    'PUT signUp: a nickname, phone or e-mail that somebody has is refused, and is free after a removal',
    'S2, S5',
    async (at) => {
      const person = await at.join();
      const other = at.newFields();
      const { nickname, phone, email } = person.fields;
      at.refused(await at.signUp('PUT', { ...other, nickname: nickname.toUpperCase() }), '用户名已被使用');
      at.refused(await at.signUp('PUT', { ...other, phone }), '手机号已被使用');
      at.refused(await at.signUp('PUT', { ...other, email: email.toUpperCase() }), '邮箱已被使用');
      await at.remove(person);
      at.succeeded(await at.signUp('PUT', person.fields, paddedPicture(30_720)), 'PUT /signUp', [], /^注册成功/);
      const list = await at.send('GET', '/list/user', undefined, await at.anyToken());
      const again = rowsAt(list, 'data.data').find((row) => row.nickname === nickname);
      await at.remove({ id: Number(again?.id) });
    },
  ),
];
