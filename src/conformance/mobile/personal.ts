import type { Case } from '../run/case.ts';
import { type Answer, textAt, valueAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { type MobileClient, reads, writes } from './client.ts';

const getInfo = 'GET /api/personal/info';
const putInfo = 'PUT /api/personal/info';
const wrongFields = [
  { gender: 3 },
  { gender: -1 },
  { gender: '男' },
  { gender: 1.5 },
  { birthday: '1991-3-8' },
  { birthday: '1991-02-29' },
  { birthday: '1991-13-01' },
  { birthday: '19910308' },
  { nickname: '名'.repeat(65) },
  { nickname: 'a\u0000b' },
  { nickname: ['x'] },
  { address: '址'.repeat(256) },
  { avatar: 'javascript:alert(1)' },
];

/** mobile `personal/info` (M6). */
export const personalCases: readonly Case[] = [
  reads('GET personal/info: shows who is signed in', 'personal/info, M6', async (at) => {
    const answer = await at.send('GET', '/personal/info', undefined, await at.anyToken());
    at.succeeded(answer, getInfo, {});
    const [created, updated] = [textAt(answer, 'data.created_at'), textAt(answer, 'data.updated_at')];
    if (created > updated) {
      const expected = `not before created_at ${created}`;
      at.talk.note(answer, { where: 'body.data.updated_at', kind: 'value', expected, found: updated });
    }
    checkNames(at, answer);
    const again = await at.send('GET', '/personal/info', undefined, await at.anyToken());
    at.succeeded(again, getInfo, valueAt(answer, 'data'));
  }),
  reads('GET personal/info: shows the account that signed in', 'personal/info, M6', async (at) => {
    const { account = '' } = at.supplies.credentials;
    const { token } = await at.signIn();
    const named = account.includes('@')
      ? { email: account.toLowerCase() }
      : /^\d{7,}$/.test(account)
        ? { phone: account }
        : {};
    at.succeeded(await at.send('GET', '/personal/info', undefined, token), getInfo, named);
  }),
  reads('PUT personal/info: a field that breaks its rule is 10005 and changes nothing', 'M6', async (at) => {
    const token = await at.anyToken();
    const before = await at.send('GET', '/personal/info', undefined, token);
    for (const body of wrongFields) {
      at.refused(await at.send('PUT', '/personal/info', { address: '不该存', ...body }, token), 10005);
    }
    at.succeeded(await at.send('GET', '/personal/info', undefined, token), getInfo, valueAt(before, 'data'));
  }),
  writes('PUT personal/info: changes the five documented fields and no other', 'personal/info, M6, R4', async (at) => {
    const token = await at.anyToken();
    const before = await at.send('GET', '/personal/info', undefined, token);
    const { updated_at: _, ...kept } = (valueAt(before, 'data') ?? {}) as Record<string, unknown>;
    const change = (body: object) => at.send('PUT', '/personal/info', body, token);
    const fields = {
      nickname: '小明',
      avatar: 'https://example.com/a.png',
      gender: 1,
      birthday: '1991-03-08',
      address: '北京',
    };
    const others = { id: 999, phone: '13000000000', role: 2, username: 'root', is_active: false, app_id: 'x' };
    const changed = await change({ ...others, ...fields });
    at.succeeded(changed, putInfo, { ...kept, ...fields });
    at.expectNow(changed, 'data.updated_at');
    at.succeeded(await at.send('GET', '/personal/info', undefined, token), getInfo, { ...kept, ...fields });
    at.succeeded(await change({ nickname: '丙', address: null }), putInfo, { ...kept, ...fields, nickname: '丙' });
    for (const { encode } of encodings) {
      const body = await encode({ nickname: '表单', gender: '0', birthday: '2000-02-29' });
      const shown = { ...kept, ...fields, nickname: '表单', gender: 0, birthday: '2000-02-29' };
      at.succeeded(await change(body), putInfo, shown);
      at.succeeded(await change(fields), putInfo, { ...kept, ...fields });
    }
    const { nickname, avatar, gender, birthday, address } = kept;
    at.succeeded(await change({ nickname, avatar, gender, birthday, address }), putInfo, kept);
  }),
];

/** What may be empty, and what stands in for the user name (M6, R2b). */
function checkNames(at: MobileClient, answer: Answer): void {
  const [area, phone, username] = ['area', 'phone', 'username'].map((name) => textAt(answer, `data.${name}`));
  const note = (name: string, expected: string, found: string | undefined): void =>
    at.talk.note(answer, { where: `body.data.${name}`, kind: 'value', expected, found: JSON.stringify(found) });
  if ((area === '') !== (phone === '')) note('area', phone === '' ? '""' : 'the area of the phone', area);
  if (area !== '' && !/^[1-9]\d{0,3}$/.test(area ?? '')) note('area', 'digits', area);
  if (username === '') note('username', 'the phone or e-mail until it is set', username);
  const birthday = textAt(answer, 'data.birthday');
  if (birthday !== '' && !/^\d{4}-\d\d-\d\d$/.test(birthday)) note('birthday', '"" or a date', birthday);
}
