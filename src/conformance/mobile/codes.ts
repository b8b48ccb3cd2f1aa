import type { Case } from '../run/case.ts';
import { NotRun } from '../run/not-run.ts';
import { encodings, type Fields } from '../wire/bodies.ts';
import { type MobileClient, madePassword, reads, writes } from './client.ts';

const sendCode = 'POST /api/auth/send_code';
const checkCode = 'POST /api/auth/check_code';
const noRecipients = ['tom', '12345', '1234567890123', 'a@', '@b.com', 'a@b', '', ' ', null, {}, ['x']];

/** A code that is not this one. */
const otherThan = (code: string): string => (code === '000000' ? '000001' : '000000');

/** mobile `auth/send_code`, `auth/check_code`, `auth/register` (M1, M2). */
export const codeCases: readonly Case[] = [
  writes('send_code: a phone is sent a code, in JSON, form and multipart', 'send_code, M1, R4', async (at) => {
    for (const { encode } of encodings) {
      const account = at.supplies.newPhone();
      const answer = await at.send('POST', '/auth/send_code', await encode({ area: '86', account }));
      at.succeeded(answer, sendCode, {});
      await readCode(at, account);
    }
  }),
  writes('send_code: an e-mail is sent a code', 'send_code, M1', async (at) => {
    const account = at.supplies.newEmail();
    at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
    await at.supplies.codeFor(account);
  }),
  writes('send_code: too soon again is 10010 with Retry-After, however the area is spelled', 'R7, M1', async (at) => {
    const account = at.supplies.newPhone();
    at.succeeded(await at.send('POST', '/auth/send_code', { area: '86', account }), sendCode, {});
    for (const area of ['86', '+86', '0086', 86, '', null]) {
      const again = await at.send('POST', '/auth/send_code', { area, account });
      at.refused(again, 10010, 200, { 'retry-after': /^[1-9]\d*$/ });
    }
    at.refused(await at.send('POST', '/auth/send_code', { account: `+86${account}` }), 10010);
  }),
  reads('send_code: an area that is none is 10005', 'send_code, M1', async (at) => {
    for (const area of ['abc', '+', '12345', '-86', [86]]) {
      at.refused(await at.send('POST', '/auth/send_code', { area, account: '13900000000' }), 10005);
    }
  }),
  ...(['send_code', 'check_code', 'register'] as const).map((name) =>
    reads(`${name}: an account that is neither phone nor e-mail, or is missing, is 10005`, 'M1', async (at) => {
      const rest = {
        send_code: {},
        check_code: { code: '123456' },
        register: { code: '123456', password: madePassword },
      }[name];
      for (const account of noRecipients)
        at.refused(await at.send('POST', `/auth/${name}`, { account, ...rest }), 10005);
      for (const { encode } of encodings) at.refused(await at.send('POST', `/auth/${name}`, await encode(rest)), 10005);
      at.refused(await at.send('POST', `/auth/${name}`), 10005);
    }),
  ),
  reads('check_code: a wrong code is 10008, a missing one 10005', 'M2', async (at) => {
    const account = '13900000000';
    at.refused(await at.send('POST', '/auth/check_code', { account, code: '000000' }), 10008);
    for (const body of [{ account }, { account, code: '' }, { account, code: ['1'] }]) {
      at.refused(await at.send('POST', '/auth/check_code', body), 10005);
    }
  }),
  reads('register: a wrong code is 10008, a missing field 10005', 'M2', async (at) => {
    const right = { account: '13900000000', code: '000000', password: madePassword };
    at.refused(await at.send('POST', '/auth/register', right), 10008);
    for (const name of Object.keys(right)) {
      const { [name]: _left, ...body }: Fields = right;
      at.refused(await at.send('POST', '/auth/register', body), 10005);
    }
  }),
  reads('register: a password of fewer than 6 or more than 64 characters is 10005', 'M2', async (at) => {
    for (const password of ['12345', '密'.repeat(5), 'x'.repeat(65), '', null, ['123456']]) {
      at.refused(await at.send('POST', '/auth/register', { account: '13900000000', code: '000000', password }), 10005);
    }
  }),
  writes('check_code: verifies without consuming, four wrong tries and those of others aside', 'M2, R7', async (at) => {
    const [account, other] = [at.supplies.newPhone(), at.supplies.newPhone()];
    const check = (given: string, to = account) => at.send('POST', '/auth/check_code', { account: to, code: given });
    at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
    const code = await readCode(at, account);
    for (let tries = 0; tries < 4; tries += 1) at.refused(await check(otherThan(code)), 10008);
    at.refused(await check(code, other), 10008);
    const foreign = { account: other, code, password: madePassword };
    at.refused(await at.send('POST', '/auth/register', foreign), 10008);
    for (const { encode } of encodings) {
      at.succeeded(
        await at.send('POST', '/auth/check_code', await encode({ area: '86', account, code })),
        checkCode,
        {},
      );
    }
    at.tokens(await at.send('POST', '/auth/register', { account, code, password: '123456' }), register);
    at.refused(await check(code), 10008);
  }),
  writes('check_code: five wrong tries use a code up', 'M2, R7', async (at) => {
    const account = at.supplies.newPhone();
    at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
    const code = await readCode(at, account);
    const check = (given: string) => at.send('POST', '/auth/check_code', { account, code: given });
    for (let tries = 0; tries < 5; tries += 1) at.refused(await check(otherThan(code)), 10008);
    at.refused(await check(code), 10008);
    at.refused(await at.send('POST', '/auth/register', { account, code, password: madePassword }), 10008);
  }),
  writes(
    'register: makes an account that is signed in, in JSON, form and multipart',
    'register, M2, R4',
    async (at) => {
      for (const { encode } of encodings) {
        const account = at.supplies.newPhone();
        at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
        const code = await readCode(at, account);
        const short = await at.send('POST', '/auth/register', { account, code, password: '12345' });
        at.refused(short, 10005);
        const body = await encode({ area: '86', account, code, password: madePassword });
        const { token, refreshToken } = at.tokens(await at.send('POST', '/auth/register', body), register);
        const info = await at.send('GET', '/personal/info', undefined, token);
        at.succeeded(info, 'GET /api/personal/info', { area: '86', phone: account, email: '', username: account });
        at.expectNow(info, 'data.created_at');
        const next = await at.send('POST', '/auth/refresh_token', { refresh_token: refreshToken });
        at.tokens(next, 'POST /api/auth/refresh_token');
      }
    },
  ),
  writes('register: an e-mail is an account too, whatever its case', 'register, M1, R2', async (at) => {
    const email = at.supplies.newEmail();
    at.succeeded(await at.send('POST', '/auth/send_code', { account: email.toUpperCase() }), sendCode, {});
    const code = await at.supplies.codeFor(email);
    const password = '😀'.repeat(64);
    const body = { account: email, code, password };
    const { token } = at.tokens(await at.send('POST', '/auth/register', body), register);
    const info = await at.send('GET', '/personal/info', undefined, token);
    at.succeeded(info, 'GET /api/personal/info', { area: '', phone: '', email, username: email });
    const signIn = { account: email.toUpperCase(), password };
    at.tokens(await at.send('POST', '/auth/access_token', signIn), 'POST /api/auth/access_token');
  }),
  writes('register: of many with one code exactly one makes the account', 'M2, R7', async (at) => {
    const account = at.supplies.newPhone();
    at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
    const code = await readCode(at, account);
    const tries = Array.from({ length: 8 }, () =>
      at.send('POST', '/auth/register', { account, code, password: madePassword }),
    );
    const [winner, ...others] = (await Promise.all(tries)).toSorted(
      (one, other) => other.text.length - one.text.length,
    );
    if (winner) at.tokens(winner, register);
    for (const answer of others) at.refused(answer, 10008);
  }),
  writes('register: who is registered is 10009 with the right code, 10008 with a wrong one', 'M2', async (at) => {
    const { account } = at.supplies.credentials;
    if (account === undefined || !/^\d{11}$|@/.test(account)) throw new NotRun('account');
    at.succeeded(await at.send('POST', '/auth/send_code', { account }), sendCode, {});
    const code = await at.supplies.codeFor(account.includes('@') ? account : `+86${account}`);
    const attempt = (given: string) =>
      at.send('POST', '/auth/register', { account, code: given, password: madePassword });
    at.refused(await attempt(otherThan(code)), 10008);
    at.refused(await attempt(code), 10009);
    at.refused(await attempt(code), 10008);
  }),
];

const register = 'POST /api/auth/register';

function readCode(at: MobileClient, phone: string): Promise<string> {
  return at.supplies.codeFor(`+86${phone}`);
}
