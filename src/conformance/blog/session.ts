import { forge, readClaims } from '../checks/jwt.ts';
import { inChinese } from '../every-contract/expectations.ts';
import type { Case } from '../run/case.ts';
import { NotRun } from '../run/not-run.ts';
import { randomName } from '../supplies/supplies.ts';
import { type Answer, textAt } from '../wire/answer.ts';
import { encodings, json, query } from '../wire/bodies.ts';
import { type BlogClient, demandsCaptcha, md5, reads, writes } from './client.ts';

const login = 'POST /blogapi/login';
const logout = 'GET /admin/logout';
const monthS = 30 * 86_400;
const wrongPassword = '用户名或密码错误';

/** blog `login`, `logout` (§1.2.2, B3, B4). */
export const sessionCases: readonly Case[] = [
  reads(
    'login: the right password gets the user and a token, in JSON, form and multipart',
    '§1.2.2, B4, R4',
    async (at) => {
      const form = at.ownAccount();
      for (const { encode } of encodings) {
        const answer = await at.send('/blogapi/login', await encode(at.signed(form)));
        at.succeeded(answer, login, { type: 'client' });
        checkClaims(at, answer);
      }
      const once = json(at.signed(form));
      const first = await at.send('/blogapi/login', once);
      if (demandsCaptcha(first)) throw new NotRun('budget');
      at.succeeded(first, login, {});
      at.refused(await at.send('/blogapi/login', once), 201, [], '重复提交');
    },
  ),
  reads('login: a form that breaks its rules is 400 and names the fields', '§1.2.2', async (at) => {
    const forms: Array<[fields: Record<string, unknown>, blamed: string[]]> = [
      [{}, ['account', 'password']],
      [{ account: 'x', password: '111111' }, ['password']],
      [{ account: '', password: md5('x') }, ['account']],
      [{ account: 'x'.repeat(255), password: md5('x') }, ['account']],
      [{ account: 'a\u0000', password: md5('x'), captcha: {} }, ['account', 'captcha']],
    ];
    for (const [fields, blamed] of forms) at.refused(await at.post('/blogapi/login', fields), 400, blamed);
    for (const { encode } of encodings) {
      at.refused(await at.send('/blogapi/login', await encode(at.signed())), 400, ['account', 'password']);
    }
  }),
  reads('login: an unknown account is 401, and may be tried again', 'B2, B4', async (at) => {
    const body = json(at.signed({ account: `verify_${randomName()}`, password: md5('x') }));
    for (let times = 0; times < 2; times += 1) {
      const answer = await at.send('/blogapi/login', body);
      if (demandsCaptcha(answer)) throw new NotRun('budget');
      at.refused(answer, 401, [], wrongPassword);
    }
  }),
  reads('login: a wrong password is the same 401', 'B4', async (at) => {
    const { account, password } = at.ownAccount();
    await at.signIn();
    at.refused(await at.login({ account, password: md5(password) }), 401, [], wrongPassword);
    // Wrong passwords in a row are counted.
    await at.signIn();
  }),
  writes('login: who registered signs in by account and e-mail, in any letter case', 'B4, R2', async (at) => {
    const { account, email, password, shown } = await at.register();
    for (const name of [account, account.toUpperCase(), email, email.toUpperCase()]) {
      const answer = await at.login({ account: name, password });
      at.succeeded(answer, login, shown);
      checkClaims(at, answer);
    }
  }),
  writes('login: after three failures a captcha is required before the password is looked at', 'B4', async (at) => {
    const { account, password } = await at.register();
    const attempt = (given: string, more: object = {}) =>
      at.post('/blogapi/login', { account, password: given, ...more });
    for (let failures = 0; failures < 3; failures += 1) {
      const answer = await attempt(md5(`${failures}`));
      // Of this address, not of the account.
      if (failures === 0 && demandsCaptcha(answer)) throw new NotRun('budget');
      at.refused(answer, 401, [], wrongPassword);
    }
    at.refused(await attempt(password), 400, ['captcha']);
    at.refused(await attempt(password, { captcha: '' }), 400, ['captcha']);
    const wrong = await at.solveCaptcha();
    at.refused(await attempt(password, { captcha: 'wrong', captcha_id: wrong.captcha_id }), 400, ['captcha']);
    const { captcha, captcha_id } = await at.solveCaptcha();
    at.succeeded(await attempt(password, { captcha, captcha_id }), login, { account });
    at.succeeded(await attempt(password), login, { account });
  }),
  writes('login: past five failures even a right captcha meets the wait, 403 with Retry-After', 'R13', async (at) => {
    const { account } = await at.register();
    const guess = async () => {
      const { captcha, captcha_id } = await at.solveCaptcha();
      const fields = { account, password: md5(randomName()), captcha, captcha_id };
      return at.post('/blogapi/login', fields, { 'User-Agent': 'portico-verify, another device' });
    };
    for (let failures = 0; failures < 5; failures += 1) at.refused(await guess(), 401, [], wrongPassword);
    at.refused(await guess(), 403, [], inChinese, { 'retry-after': /^[1-9]\d*$/ });
  }),
  reads('logout: without an access-token 511, with one that is none 521', 'B3', async (at) => {
    at.refused(await at.get('/admin/logout'), 511);
    at.refused(await at.get('/admin/logout', {}, { 'access-token': '' }), 511);
    for (const token of ['x', 'a.b.c', 'Bearer x']) at.refused(await leave(at, token), 521);
  }),
  reads('logout: ends the session; the token is 401 afterwards', '§1.2.2, B3, B4', async (at) => {
    const [token, other] = [await at.signIn(), await at.signIn()];
    const [head, payload] = token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const altered of [forge(token), `${head}.${payload}.`, `${none}.${payload}.`])
      at.refused(await leave(at, altered), 521);
    const looked = await at.talk.send({
      method: 'HEAD',
      path: `/admin/logout?${query(at.signed())}`,
      headers: { 'access-token': token },
    });
    at.talk.expect(looked, { status: 200, headers: { 'content-type': /^application\/json/ } });
    at.succeeded(await leave(at, token), logout);
    at.refused(await leave(at, token), 401);
    at.succeeded(await at.get('/admin/logout', {}, { Authorization: `Bearer ${other}` }), logout);
  }),
];

const leave = (at: BlogClient, token: string): Promise<Answer> =>
  at.get('/admin/logout', {}, { 'access-token': token });

/** The token lives 30 days and carries the integer `user_id` (B3). */
function checkClaims(at: BlogClient, answer: Answer): void {
  const { user_id, iat, exp } = readClaims(textAt(answer, 'data.token')) ?? {};
  if (Number.isSafeInteger(user_id) && Number(exp) - Number(iat) === monthS) return;
  const found = `user_id ${JSON.stringify(user_id)}, ${Number(exp) - Number(iat)} s`;
  const expected = 'a JWT of 30 days with the integer user_id';
  at.talk.note(answer, { where: 'body.data.token', kind: 'value', expected, found });
}
