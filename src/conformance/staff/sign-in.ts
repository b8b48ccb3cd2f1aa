import { readClaims } from '../checks/jwt.ts';
import { literally } from '../checks/literally.ts';
import { inChinese } from '../every-contract/expectations.ts';
import type { Case } from '../run/case.ts';
import { randomName } from '../supplies/supplies.ts';
import { textAt } from '../wire/answer.ts';
import { encodings, json } from '../wire/bodies.ts';
import { notAllowed, reads, type StaffClient, waiting, writes } from './client.ts';
import { pngSize } from './picture.ts';

const wrongCaptcha = '验证码错误或已过期';
const wrongPassword = '用户名或密码错误';
/** Fields whose messages begin with their labels, in this order. */
const labelled = (...labels: string[]): RegExp =>
  new RegExp(`^${labels.map((label) => `${label}：[^；]+`).join('；')}$`, 'u');

/** staff `captcha`, `login` (S4, S7, R8). */
export const signInCases: readonly Case[] = [
  reads('captcha: an id, the same again, and a PNG', 'captcha, S7', async (at) => {
    const [one, other] = [await at.newCaptcha(), await at.newCaptcha()];
    const answer = await at.send('GET', '/captcha');
    const picture = textAt(answer, 'data.picture');
    at.succeeded(answer, 'GET /captcha', { captcha_id: textAt(answer, 'data.id') });
    const size = pngSize(picture);
    if (!size || Math.min(...size) < 10) {
      at.talk.note(answer, {
        where: 'body.data.picture',
        kind: 'value',
        expected: 'a PNG',
        found: `${picture.slice(0, 40)}…`,
      });
    }
    if (one.id === other.id || one.picture === other.picture) {
      at.talk.note(answer, { where: 'body.data.id', kind: 'value', expected: 'another each time', found: one.id });
    }
  }),
  reads('login: every field that fails is told, in the document’s order', 'login', async (at) => {
    const all = labelled('用户名', '密码', '验证码', '验证码id');
    at.refused(await at.send('POST', '/login'), all);
    for (const { encode } of encodings) at.refused(await at.send('POST', '/login', await encode({})), all);
    const wrong = { nickname: 'x', passwd: '1', captcha_code: '?', captcha_id: 'x' };
    at.refused(await at.send('POST', '/login', json(wrong)), labelled('用户名', '密码', '验证码'));
  }),
  reads('login: a captcha that nobody was shown is wrong', 'R8', async (at) => {
    for (const { encode } of encodings) {
      const body = { nickname: 'nobody', passwd: 'secret_1', captcha_code: 'AAAAA', captcha_id: randomName() };
      at.refused(await at.send('POST', '/login', await encode(body)), wrongCaptcha);
    }
  }),
  reads('login: a captcha that was answered wrongly is gone', 'R8', async (at) => {
    const captcha = await at.newCaptcha();
    const body = { nickname: 'nobody', passwd: 'secret_1', captcha_code: '00000', captcha_id: captcha.id };
    at.refused(await at.send('POST', '/login', json(body)), wrongCaptcha);
    const code = await at.supplies.answerOf(captcha);
    at.refused(await at.send('POST', '/login', json({ ...body, captcha_code: code })), wrongCaptcha);
  }),
  reads('login: an unknown nickname is told as a wrong password is', 'S4', async (at) => {
    at.refused(await at.login(`nobody_${randomName().slice(0, 7)}`, 'secret_1'), wrongPassword);
  }),
  reads('login: a wrong password of somebody is told so', 'S4', async (at) => {
    const { account = '' } = at.supplies.credentials;
    await at.signIn();
    at.refused(await at.login(account, 'portico_verify'), wrongPassword);
    // Wrong passwords in a row are counted.
    await at.signIn();
  }),
  reads('login: the right password gets a token, in JSON, form and multipart', 'login, R4', async (at) => {
    const { token, id } = await at.signIn();
    checkToken(at, token, id);
    const { account: nickname = '', password: passwd } = at.supplies.credentials;
    for (const { encode } of encodings) {
      const body = await encode({ nickname, passwd, ...(await at.solveCaptcha()) });
      const answer = await at.send('POST', '/login', body);
      at.succeeded(answer, 'POST /login', { account_status: 1, id, nickname: sameLetters(nickname) }, '登录成功');
    }
  }),
  reads('login: a captcha is read in any letter case, and serves once', 'R8', async (at) => {
    const { account: nickname, password: passwd } = at.supplies.credentials;
    const { id } = await at.signIn();
    const { captcha_id, captcha_code } = await at.solveCaptcha();
    // What breaks a rule uses no captcha up.
    at.refused(await at.send('POST', '/login', json({ nickname, captcha_id, captcha_code })), labelled('密码'));
    const body = json({ nickname, passwd, captcha_id, captcha_code: swapCase(captcha_code) });
    at.succeeded(await at.send('POST', '/login', body), 'POST /login', { id }, '登录成功');
    at.refused(await at.send('POST', '/login', body), wrongCaptcha);
  }),
  reads('login: the token serves raw and behind Bearer', 'S5', async (at) => {
    const { token, id } = await at.signIn();
    for (const authorization of [token, `Bearer ${token}`, `bearer ${token}`]) {
      at.succeeded(await at.send('GET', `/user/${id}`, undefined, authorization), 'GET /user/:id', { id });
    }
    const [head, payload] = token.split('.');
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    for (const forged of [`${head}.${payload}.`, `${none}.${payload}.`, `Token ${token}`]) {
      at.refused(await at.send('GET', `/user/${id}`, undefined, forged), notAllowed);
    }
  }),
  writes(
    'login: who waits for approval gets no token, and is told so only with the right password',
    'S4',
    async (at) => {
      const person = await at.join();
      const { nickname, passwd } = person.fields;
      const answer = await at.login(nickname, passwd);
      if (textAt(answer, 'message') === '登录成功') at.succeeded(answer, 'POST /login', { id: person.id }, '登录成功');
      else at.refused(answer, waiting);
      at.refused(await at.login(nickname, 'another_1'), wrongPassword);
      at.refused(await at.login(person.fields.phone, passwd), wrongPassword);
      await at.remove(person);
    },
  ),
  writes(
    'login: after five wrong passwords in a row each further try waits, 429 with Retry-After',
    'R13',
    async (at) => {
      const person = await at.joinApproved();
      const { nickname } = person.fields;
      const guess = async () => {
        const body = json({ nickname, passwd: 'another_1', ...(await at.solveCaptcha()) });
        const headers = { 'User-Agent': 'portico-verify, another device' };
        return at.talk.send({ method: 'POST', path: '/login', body, headers });
      };
      for (let tries = 0; tries < 5; tries += 1) at.refused(await guess(), wrongPassword);
      at.refused(await guess(), inChinese, 429, { 'retry-after': /^[1-9]\d*$/ });
      await at.remove(person);
    },
  ),
  writes(
    'login: after the audit the nickname signs in, in any letter case, and is shown as written',
    'S4, R2',
    async (at) => {
      const person = await at.joinApproved();
      const answer = await at.login(person.fields.nickname.toUpperCase(), person.fields.passwd);
      at.succeeded(
        answer,
        'POST /login',
        { id: person.id, nickname: person.fields.nickname, user_level: 3 },
        '登录成功',
      );
      await at.remove(person);
    },
  ),
];

function checkToken(at: StaffClient, token: string, id: number): void {
  const claims = readClaims(token);
  const isWhole =
    Object.keys(claims ?? {})
      .toSorted()
      .join() === 'exp,iat,sid,sub';
  if (claims?.sub === String(id) && Number(claims.exp) > Number(claims.iat) && isWhole) return;
  if (!at.talk.first) return;
  const expected = `a JWT of sub ${id}, sid, iat and exp`;
  at.talk.note(at.talk.first, { where: 'body.data.token', kind: 'value', expected, found: `sub ${claims?.sub}` });
}

function sameLetters(nickname: string): RegExp {
  return new RegExp(`^${literally(nickname)}$`, 'i');
}

function swapCase(text: string): string {
  return text.replace(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
