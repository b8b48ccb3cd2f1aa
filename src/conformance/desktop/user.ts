import { isDeepStrictEqual } from 'node:util';
import { readClaims } from '../checks/jwt.ts';
import type { Case } from '../run/case.ts';
import { type Answer, textAt, valueAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { type DesktopClient, reads, writes } from './client.ts';

const dayS = 86_400;
const noPhones = [
  '',
  ' ',
  '12345678901',
  '1833213377',
  '183321337766',
  'abc',
  '+14155552671',
  '02012345678',
  null,
  true,
];
const strangePhones = [['18332133776'], { a: 1 }, '1833213\u00003776', '9'.repeat(5000)];
const noCodes = ['', '12345', '1234567', 'abcdef', ['1'], null];
const otherThan = (code: string): string => (code === '111111' ? '222222' : '111111');
const nobody = '13900000000';

/** desktop `user/sendCode`, `user/verifyCode` (§1.2). */
export const userCases: readonly Case[] = [
  ...(['sendCode', 'verifyCode'] as const).map((name) =>
    reads(`${name}: what is no mainland mobile number is 400, with the field named`, '§1.2', async (at) => {
      for (const account of [...noPhones, ...strangePhones]) {
        at.refused(await at.post(`user/${name}`, { account, code: '123456' }), 400, /手机号/);
      }
      for (const { encode } of encodings) {
        at.refused(await at.send(`user/${name}`, await encode({ code: '123456' })), 400, /手机号/);
      }
      at.refused(await at.send(`user/${name}`), 400, name === 'sendCode' ? /手机号/ : /手机号.*验证码/);
    }),
  ),
  reads('verifyCode: a code that is none, or was not sent, is 400', '§1.2.2', async (at) => {
    for (const code of noCodes) at.refused(await at.post('user/verifyCode', { account: nobody, code }), 400, /验证码/);
    at.refused(await at.post('user/verifyCode', { account: nobody, code: '000000' }), 400);
  }),
  writes('sendCode: answers the receipt of the provider, in JSON, form and multipart', '§1.2.1, R4', async (at) => {
    for (const { name, encode } of encodings) {
      const account = at.supplies.newPhone();
      const given = name === 'JSON' ? Number(account) : account;
      const answer = await at.send('user/sendCode', await encode({ account: given, extra: 'ignored' }));
      at.succeeded(answer, 'user/sendCode', { Message: 'OK', Code: 'OK', RequestId: /./, BizId: /./ });
      await at.supplies.codeFor(`+86${account}`);
    }
  }),
  writes('sendCode: a second one within a minute is 403 with Retry-After', 'R7', async (at) => {
    const account = at.supplies.newPhone();
    await at.requestCode(account);
    for (const spelled of [account, `+86 ${account}`]) {
      const again = await at.post('user/sendCode', { account: spelled });
      at.refused(again, 403, undefined, { 'retry-after': /^[1-9]\d*$/ });
    }
  }),
  writes('verifyCode: an unknown number becomes an account that is signed in', '§1.2.2, D5, R4', async (at) => {
    for (const { encode } of encodings) {
      const account = at.supplies.newPhone();
      const code = await at.requestCode(account);
      const answer = await at.send('user/verifyCode', await encode({ account, code }));
      at.succeeded(answer, 'user/verifyCode', {
        account,
        password: '',
        name: '',
        imgsrc: '',
        signature: '',
        breif: null,
        license_number: null,
        status: 1,
        effect_date: null,
        expired_time: null,
      });
      checkToken(at, answer);
      at.succeeded(await at.send('heart/check', undefined, textAt(answer, 'data.token')), 'heart/check', {
        mobile: account,
      });
    }
  }),
  writes(
    'verifyCode: a number counts as the same however it is written, a wrong, foreign or used code is 400',
    'R2, R7',
    async (at) => {
      const [account, other] = [at.supplies.newPhone(), at.supplies.newPhone()];
      const spelled = `+86 ${account.slice(0, 3)}-${account.slice(3, 7)}-${account.slice(7)}`;
      at.succeeded(await at.post('user/sendCode', { account: spelled }), 'user/sendCode', {});
      const code = await at.supplies.codeFor(`+86${account}`);
      at.refused(await at.post('user/verifyCode', { account, code: otherThan(code) }), 400);
      at.refused(await at.post('user/verifyCode', { account: other, code }), 400);
      const wide = [...account].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
      at.succeeded(await at.post('user/verifyCode', { account: wide, code }), 'user/verifyCode', { account });
      at.refused(await at.post('user/verifyCode', { account, code }), 400);
    },
  ),
  writes('verifyCode: five wrong tries spoil a code', 'R7', async (at) => {
    const account = at.supplies.newPhone();
    const code = await at.requestCode(account);
    for (let tries = 0; tries < 5; tries += 1) {
      at.refused(await at.post('user/verifyCode', { account, code: otherThan(code) }), 400);
    }
    at.refused(await at.post('user/verifyCode', { account, code }), 400);
  }),
  writes('verifyCode: of many with one code exactly one signs in', 'R7', async (at) => {
    const account = at.supplies.newPhone();
    const code = await at.requestCode(account);
    const tries = Array.from({ length: 8 }, () => at.post('user/verifyCode', { account, code }));
    const [winner, ...others] = (await Promise.all(tries)).toSorted((one, other) => one.status - other.status);
    if (winner) at.succeeded(winner, 'user/verifyCode', { account });
    for (const answer of others) at.refused(answer, 400);
  }),
];

/** Its claims repeat the shown fields, and tell a day and a session (§1.2.2). */
function checkToken(at: DesktopClient, answer: Answer): void {
  const { token: _, ...shown } = (valueAt(answer, 'data') ?? {}) as Record<string, unknown>;
  const { sid, iat, exp, ...repeated } = readClaims(textAt(answer, 'data.token')) ?? {};
  const isRight = isDeepStrictEqual(repeated, shown) && Number.isSafeInteger(sid) && Number(exp) - Number(iat) === dayS;
  if (isRight && Math.abs(Number(iat) * 1000 - at.supplies.now()) < 5 * 60_000) return;
  const expected = 'a JWT of 24 hours whose claims repeat the shown fields';
  const found = `claims ${Object.keys(repeated).join(', ')}, ${Number(exp) - Number(iat)} s`;
  at.talk.note(answer, { where: 'body.data.token', kind: 'value', expected, found });
}
