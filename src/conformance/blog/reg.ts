import type { Case } from '../run/case.ts';
import { numberAt } from '../wire/answer.ts';
import { encodings, json } from '../wire/bodies.ts';
import { md5, reads, writes } from './client.ts';

const path = '/blogapi/reg';
const operation = 'POST /blogapi/reg';
const right = { account: 'verify_nobody', password: md5('x'), email: 'verify@example.com', captcha: 'wrong' };
const wrongFields: ReadonlyArray<[change: object, blamed: string[]]> = [
  [{ account: 'a' }, ['account']],
  [{ account: 'a'.repeat(33) }, ['account']],
  [{ account: '中文名' }, ['account']],
  [{ account: 'a b' }, ['account']],
  [{ account: '13800138000' }, ['account']],
  [{ password: '111111' }, ['password']],
  [{ password: `${md5('x')}0` }, ['password']],
  [{ email: 'a@b' }, ['email']],
  [{ email: '' }, ['email']],
  [{ nick: '昵'.repeat(33) }, ['nick']],
  [{ captcha: '' }, ['captcha']],
  [{ account: '', password: '', email: '', captcha: '' }, ['account', 'password', 'email', 'captcha']],
];

/** blog `reg` (§1.2.1, B6). */
export const regCases: readonly Case[] = [
  reads('reg: a form that breaks its rules is 400 and names every field', '§1.2.1, B6', async (at) => {
    for (const [change, blamed] of wrongFields) at.refused(await at.post(path, { ...right, ...change }), 400, blamed);
    for (const { encode } of encodings) {
      at.refused(await at.send(path, await encode(at.signed())), 400, ['account', 'password', 'email', 'captcha']);
    }
  }),
  reads('reg: a wrong captcha, or none that was shown, is 400 and named', 'R8', async (at) => {
    at.refused(await at.post(path, { ...right, captcha_id: 'x'.repeat(32) }), 400, ['captcha']);
    at.refused(await at.post(path, right), 400, ['captcha']);
  }),
  writes(
    'reg: makes an account that waits for its e-mail, in JSON, form and multipart',
    '§1.2.1, B6, B7, R4',
    async (at) => {
      for (const { encode } of encodings) {
        const form = { ...at.newForm(), nick: '小灰' };
        const { captcha, captcha_id } = await at.solveCaptcha();
        const answer = await at.send(path, await encode(at.signed({ ...form, captcha, captcha_id })));
        const { account, email, nick } = form;
        const shown = { account, email, emailVerified: false, status: 'pending', nick, type: 'client', level: 0 };
        at.succeeded(answer, operation, shown);
        const created = numberAt(answer, 'data.created');
        if (Math.abs(created - at.supplies.now()) > 5 * 60_000) {
          const found = String(created);
          at.talk.note(answer, {
            where: 'body.data.created',
            kind: 'value',
            expected: 'now, in epoch milliseconds',
            found,
          });
        }
      }
    },
  ),
  writes(
    'reg: without a nick it is 新用户- and four characters; a browser answers the captcha by its cookie',
    'B5, B6',
    async (at) => {
      const form = at.newForm();
      const { captcha, cookie } = await at.solveCaptcha();
      const answer = await at.post(
        path,
        { ...form, captcha: captcha.toLowerCase() },
        { Cookie: `theme=dark; ${cookie}` },
      );
      at.succeeded(answer, operation, { account: form.account, nick: /^新用户-[A-Za-z0-9]{4}$/ });
    },
  ),
  writes(
    'reg: an account or e-mail that somebody has is 400, told behind the captcha, which is gone then',
    'B6, R8',
    async (at) => {
      const { account, email } = await at.register();
      const attempt = async (change: object) => {
        const { captcha, captcha_id } = await at.solveCaptcha();
        const fields = { ...at.newForm(), ...change, captcha, captcha_id };
        const first = await at.post(path, fields);
        at.refused(await at.post(path, fields), 400, ['captcha']);
        return first;
      };
      at.refused(await attempt({ account: account.toUpperCase() }), 400, ['account'], '已经存在的用户名');
      at.refused(await attempt({ email: email.toUpperCase() }), 400, ['email']);
    },
  ),
  writes('reg: a repeat of what was answered with success is 201, without effect', 'B2', async (at) => {
    const form = at.newForm();
    const { captcha, captcha_id } = await at.solveCaptcha();
    const body = json(at.signed({ ...form, captcha, captcha_id }));
    at.succeeded(await at.send(path, body), operation, { account: form.account });
    for (const again of [path, '/blogapi/login']) at.refused(await at.send(again, body), 201, [], '重复提交');
  }),
];
