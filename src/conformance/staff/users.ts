import type { Case } from '../run/case.ts';
import { type Answer, numberAt, rowsAt, valueAt } from '../wire/answer.ts';
import { encodings, json } from '../wire/bodies.ts';
import { notAllowed, reads, type StaffClient, writes } from './client.ts';

const list = 'GET /list/user';
const details = 'GET /user/:id';
const change = 'PUT /user/:id';
const audit = 'PUT /audit/user/:id';
const remove = 'DELETE /user/:id';
const nobody = 9_007_199_254_740_991;
const noIds = ['abc', '1.5', '0', '-1', '99999999999999999999', '9007199254740992', '%00', '1%20'];
const pageRule = /^页码：/;
const idRule = /^用户id：/;
const wrongChanges: ReadonlyArray<[body: object, message: RegExp]> = [
  [{ name: '!' }, /^姓名：[^；]+$/u],
  [{ nickname: 'a' }, /^用户名：[^；]+$/u],
  [{ phone: 16_212_345_678 }, /^手机号：[^；]+$/u],
  [{ position: '' }, /^职务：[^；]+$/u],
  [{ email: 'x' }, /^邮箱：[^；]+$/u],
  [{ name: {} }, /^姓名：[^；]+$/u],
  [
    { name: '!', nickname: 'a', phone: 1, position: '', email: 'x' },
    /^姓名：.*；用户名：.*；手机号：.*；职务：.*；邮箱：/u,
  ],
];

/** staff `list/user`, `user/:id`, `audit/user/:id` (S5, S6, S8). */
export const userCases: readonly Case[] = [
  reads('list/user: the first page of 15, newest first, every field of a row', 'list/user, S6', async (at) => {
    const token = await at.tokenOf('reader');
    const answer = await at.send('GET', '/list/user', undefined, token);
    const total = numberAt(answer, 'data.total');
    const pages = Math.max(1, Math.ceil(total / 15));
    at.succeeded(answer, list, { per_page: 15, current_page: 1, last_page: pages });
    expectRows(at, answer, Math.min(15, total));
    at.succeeded(await at.send('GET', '/list/user?page=1', undefined, token), list, valueAt(answer, 'data'));
  }),
  reads('list/user: the last page holds the rest, and one past it is empty', 'S6', async (at) => {
    const token = await at.tokenOf('reader');
    const first = await at.send('GET', '/list/user', undefined, token);
    const [total, last] = [numberAt(first, 'data.total'), numberAt(first, 'data.last_page')];
    const answer = await at.send('GET', `/list/user?page=${last}`, undefined, token);
    at.succeeded(answer, list, { total, current_page: last, last_page: last });
    expectRows(at, answer, total - (last - 1) * 15);
    const past = await at.send('GET', `/list/user?page=${last + 1}`, undefined, token);
    at.succeeded(past, list, { total, current_page: last + 1, last_page: last, data: [] });
  }),
  reads('list/user: a page that is no integer from 1 on is a field error', 'list/user', async (at) => {
    const token = await at.tokenOf('reader');
    for (const page of ['0', '-1', 'x', '1.5', '', '9007199254740993', '1&page=2']) {
      at.refused(await at.send('GET', `/list/user?page=${page}`, undefined, token), pageRule);
    }
  }),
  reads('GET user/:id: shows what the list shows', 'user/:id', async (at) => {
    const token = await at.tokenOf('reader');
    const rows = rowsAt(await at.send('GET', '/list/user', undefined, token), 'data.data');
    for (const row of rows.slice(0, 3)) {
      const { email, id, name, nickname, phone, position } = row;
      const answer = await at.send('GET', `/user/${id}`, undefined, token);
      at.succeeded(answer, details, { email, id, name, nickname, phone, position });
    }
  }),
  ...(
    [
      ['GET user/:id', 'GET', '/user/'],
      ['PUT user/:id', 'PUT', '/user/'],
      ['audit/user/:id', 'PUT', '/audit/user/'],
      ['DELETE user/:id', 'DELETE', '/user/'],
    ] as const
  ).map(([name, method, path]) =>
    reads(`${name}: no integer is a field error, nobody there is 用户不存在`, name, async (at) => {
      const token = await at.tokenOf(method === 'GET' ? 'reader' : 'owner');
      for (const id of noIds) at.refused(await at.send(method, path + id, undefined, token), idRule);
      at.refused(await at.send(method, path + nobody, undefined, token), '用户不存在');
    }),
  ),
  writes('GET user/:id: every field of somebody, also to oneself, and of nobody else', 'user/:id, S5', async (at) => {
    const [person, other] = [await at.joinApproved(), await at.joinApproved()];
    const shown = shownOf(person);
    at.succeeded(await at.send('GET', `/user/${person.id}`, undefined, await at.anyToken()), details, shown);
    at.succeeded(await at.send('GET', `/user/${person.id}`, undefined, person.token), details, shown);
    at.refused(await at.send('GET', `/user/${other.id}`, undefined, person.token), notAllowed);
    at.refused(await at.send('GET', '/list/user', undefined, person.token), notAllowed);
    for (const each of [person, other]) await at.remove(each);
  }),
  writes('list/user: a new account stands first, with its words and level', 'list/user, S4, S6', async (at) => {
    const person = await at.joinApproved();
    const answer = await at.send('GET', '/list/user', undefined, await at.anyToken());
    const row = {
      ...shownOf(person),
      account_status: '已审核',
      user_level: 3,
      create_time: /^\d{4}-\d\d-\d\d \d\d:\d\d$/,
    };
    at.succeeded(answer, list, { data: [row, ...rowsAt(answer, 'data.data').slice(1)] });
    at.expectNow(answer, 'create_time', String(rowsAt(answer, 'data.data')[0]?.create_time));
    await at.remove(person);
  }),
  writes(
    'PUT user/:id: every field may change, in JSON, form and multipart, the phone as a number',
    'user/:id, S8, R4',
    async (at) => {
      const person = await at.join();
      const token = await at.anyToken();
      const path = `/user/${person.id}`;
      for (const { name: encoding, encode } of encodings) {
        const { passwd: _, repasswd: __, ...fields } = at.newFields();
        const body = await encode({ ...fields, phone: encoding === 'JSON' ? Number(fields.phone) : fields.phone });
        at.succeeded(await at.send('PUT', path, body, token), change, []);
        at.succeeded(await at.send('GET', path, undefined, token), details, { id: person.id, ...fields });
      }
      await at.remove(person);
    },
  ),
  writes('PUT user/:id: unchanged, partial and empty bodies are fine and change nothing else', 'S8', async (at) => {
    const person = await at.join();
    const token = await at.anyToken();
    const path = `/user/${person.id}`;
    const shown = shownOf(person);
    for (const body of [
      shown,
      {},
      { nickname: shown.nickname, phone: Number(shown.phone) },
      { name: null, unknown: 'x', user_level: 1 },
    ]) {
      at.succeeded(await at.send('PUT', path, json(body), token), change, []);
      at.succeeded(await at.send('GET', path, undefined, token), details, shown);
    }
    at.succeeded(await at.send('PUT', path, undefined, token), change, []);
    at.succeeded(await at.send('PUT', path, json({ position: '职位2' }), token), change, []);
    at.succeeded(await at.send('GET', path, undefined, token), details, { ...shown, position: '职位2' });
    await at.remove(person);
  }),
  writes('PUT user/:id: fields that break their rules are named, and none is stored', 'user/:id', async (at) => {
    const person = await at.join();
    const token = await at.anyToken();
    const path = `/user/${person.id}`;
    for (const [body, message] of wrongChanges)
      at.refused(await at.send('PUT', path, json({ position: '好的', ...body }), token), message);
    at.succeeded(await at.send('GET', path, undefined, token), details, shownOf(person));
    await at.remove(person);
  }),
  writes('PUT user/:id: what somebody else has is refused, but a name may be shared', 'S2', async (at) => {
    const [person, other] = [await at.join(), await at.join()];
    const put = async (body: object) => at.send('PUT', `/user/${person.id}`, json(body), await at.anyToken());
    at.refused(await put({ nickname: other.fields.nickname }), '用户名已被使用');
    at.refused(await put({ phone: other.fields.phone }), '手机号已被使用');
    at.refused(await put({ email: other.fields.email.toUpperCase() }), '邮箱已被使用');
    at.succeeded(await put({ name: other.fields.name }), change, []);
    for (const each of [person, other]) await at.remove(each);
  }),
  writes('PUT user/:id: is for level 1 and for oneself; audit and removal for level 1', 'S5', async (at) => {
    const [person, other] = [await at.joinApproved(), await at.joinApproved()];
    at.succeeded(await at.send('PUT', `/user/${person.id}`, json({ name: '本人改名' }), person.token), change, []);
    const put = json({ name: '别人改名' });
    at.refused(await at.send('PUT', `/user/${person.id}`, put, other.token), notAllowed);
    at.refused(await at.send('PUT', `/audit/user/${person.id}`, undefined, other.token), notAllowed);
    for (const { id } of [person, other])
      at.refused(await at.send('DELETE', `/user/${id}`, undefined, other.token), notAllowed);
    const shown = { ...shownOf(person), name: '本人改名' };
    at.succeeded(await at.send('GET', `/user/${person.id}`, undefined, await at.anyToken()), details, shown);
    for (const each of [person, other]) await at.remove(each);
  }),
  writes('PUT user/:id: a new nickname signs in, the old one no longer', 'S8, R2', async (at) => {
    const person = await at.joinApproved();
    const nickname = `${person.fields.nickname.slice(0, 14)}_2`;
    at.succeeded(await at.send('PUT', `/user/${person.id}`, json({ nickname }), person.token), change, []);
    at.succeeded(
      await at.login(nickname, person.fields.passwd),
      'POST /login',
      { id: person.id, nickname },
      '登录成功',
    );
    at.refused(await at.login(person.fields.nickname, person.fields.passwd), '用户名或密码错误');
    await at.remove(person);
  }),
  writes('audit/user/:id: approves, and once more is fine', 'audit/user/:id, S9', async (at) => {
    const person = await at.join();
    const token = await at.anyToken();
    for (let times = 0; times < 2; times += 1) {
      at.succeeded(await at.send('PUT', `/audit/user/${person.id}`, undefined, token), audit, []);
    }
    await at.remove(person);
  }),
  writes('DELETE user/:id: the account is gone with its tokens', 'user/:id, S5', async (at) => {
    const person = await at.joinApproved();
    const token = await at.anyToken();
    const path = `/user/${person.id}`;
    at.succeeded(await at.send('DELETE', path, undefined, token), remove, true);
    at.refused(await at.send('GET', path, undefined, person.token), notAllowed);
    at.refused(await at.send('GET', path, undefined, token), '用户不存在');
    at.refused(await at.send('DELETE', path, undefined, token), '用户不存在');
    at.refused(await at.login(person.fields.nickname, person.fields.passwd), '用户名或密码错误');
  }),
];

function shownOf({
  id,
  fields: { email, name, nickname, phone, position },
}: {
  id: number;
  fields: Record<string, string> | StaffClientFields;
}) {
  return { email, id, name, nickname, phone, position };
}
type StaffClientFields = Awaited<ReturnType<StaffClient['join']>>['fields'];

function expectRows(at: StaffClient, answer: Answer, count: number): void {
  const ids = rowsAt(answer, 'data.data').map((row) => Number(row.id));
  const note = (expected: string, found: string): void =>
    at.talk.note(answer, { where: 'body.data.data', kind: 'value', expected, found });
  if (ids.length !== count && !Number.isNaN(count)) note(`${count} rows`, `${ids.length} rows`);
  const sorted = ids.toSorted((one, other) => other - one);
  if (ids.some((id, index) => id !== sorted[index])) note('newest first', ids.join(', '));
}
