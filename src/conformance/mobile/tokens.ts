import type { Case } from '../run/case.ts';
import { randomName } from '../supplies/supplies.ts';
import { encodings } from '../wire/bodies.ts';
import { type MobileClient, madePassword, reads, writes } from './client.ts';

const accessToken = 'POST /api/auth/access_token';
const refreshToken = 'POST /api/auth/refresh_token';
const destroyToken = 'POST /api/auth/destroy_token';
const info = 'GET /api/personal/info';

const refresh = (at: MobileClient, token: unknown) => at.send('POST', '/auth/refresh_token', { refresh_token: token });
const ask = (at: MobileClient, token: string) => at.send('GET', '/personal/info', undefined, token);

/** mobile `auth/access_token`, `auth/refresh_token`, `auth/destroy_token` (M3–M5). */
export const tokenCases: readonly Case[] = [
  reads('access_token: the right password gets a pair of tokens, in JSON, form and multipart', 'M3, R4', async (at) => {
    const { token } = await at.signIn();
    at.succeeded(await ask(at, token), info);
    const { account, password } = at.supplies.credentials;
    for (const { encode } of encodings) {
      at.tokens(await at.send('POST', '/auth/access_token', await encode({ account, password })), accessToken);
    }
  }),
  reads('access_token: a wrong password is 10007', 'M3', async (at) => {
    const { password } = at.supplies.credentials;
    await at.signIn();
    const { account } = at.supplies.credentials;
    at.refused(await at.send('POST', '/auth/access_token', { account, password: `${password} ` }), 10007);
    // Wrong passwords in a row are counted.
    await at.signIn();
  }),
  reads('access_token: an unknown account is 10006', 'M3', async (at) => {
    for (const account of [`verify-${randomName()}`, `verify-${randomName()}@example.com`, '12345']) {
      at.refused(await at.send('POST', '/auth/access_token', { account, password: madePassword }), 10006);
    }
  }),
  reads('access_token: a missing field is 10005', 'access_token', async (at) => {
    for (const body of [{ account: 'nobody' }, { password: 'x' }, { account: 'nobody', password: '' }, {}]) {
      for (const { encode } of encodings)
        at.refused(await at.send('POST', '/auth/access_token', await encode(body)), 10005);
    }
    at.refused(await at.send('POST', '/auth/access_token'), 10005);
  }),
  writes('access_token: who was registered here signs in by phone, with or without its area', 'M3', async (at) => {
    const { phone } = await at.join();
    for (const account of [phone, `+86${phone}`]) {
      at.tokens(await at.send('POST', '/auth/access_token', { account, password: madePassword }), accessToken);
    }
    const body = { area: '86', account: phone, password: madePassword };
    at.tokens(await at.send('POST', '/auth/access_token', body), accessToken);
    at.refused(await at.send('POST', '/auth/access_token', { account: phone, password: 'wrong-1' }), 10007);
  }),
  writes('access_token: after five wrong passwords in a row 10000 with HTTP 429 and Retry-After', 'R13', async (at) => {
    const { phone } = await at.join();
    const guess = () =>
      at.send('POST', '/auth/access_token', { account: phone, password: 'wrong-1' }, undefined, {
        'User-Agent': randomName(),
      });
    for (let tries = 0; tries < 5; tries += 1) at.refused(await guess(), 10007);
    at.refused(await guess(), 10000, 429, { 'retry-after': /^[1-9]\d*$/ });
  }),
  reads('refresh_token: a token that is none is 10004, a missing one 10005', 'M4', async (at) => {
    for (const token of ['x', 'a'.repeat(50), 'Token x', '令牌', ' ']) at.refused(await refresh(at, token), 10004);
    for (const token of ['', null, {}, ['x'], 'x'.repeat(201), 'x\u0000']) at.refused(await refresh(at, token), 10005);
    at.refused(await at.send('POST', '/auth/refresh_token'), 10005);
  }),
  reads(
    'refresh_token: both tokens are replaced, and the old access token is dead',
    'refresh_token, M4',
    async (at) => {
      const session = await at.signIn();
      const pair = at.tokens(await refresh(at, session.refreshToken), refreshToken);
      at.succeeded(await ask(at, pair.token), info);
      at.refused(await ask(at, session.token), 10004);
      for (const { encode } of encodings) {
        const { refreshToken: held } = await at.signIn();
        at.tokens(await at.send('POST', '/auth/refresh_token', await encode({ refresh_token: held })), refreshToken);
      }
    },
  ),
  reads('refresh_token: a retry at once hears the same pair', 'M4', async (at) => {
    const session = await at.signIn();
    const first = await refresh(at, session.refreshToken);
    at.tokens(first, refreshToken);
    const again = await refresh(at, session.refreshToken);
    at.talk.expect(again, { status: 200, values: first.json as object, schema: {} });
  }),
  reads('refresh_token: a second use after the successor was used revokes the whole session', 'M4', async (at) => {
    const session = await at.signIn();
    const second = at.tokens(await refresh(at, session.refreshToken), refreshToken);
    const third = at.tokens(await refresh(at, second.refreshToken), refreshToken);
    at.succeeded(await ask(at, third.token), info);
    at.refused(await refresh(at, session.refreshToken), 10004);
    at.refused(await ask(at, third.token), 10004);
    at.refused(await refresh(at, third.refreshToken), 10004);
  }),
  reads('refresh_token: one kind of token never serves as the other', 'M4', async (at) => {
    const session = await at.signIn();
    at.refused(await ask(at, session.refreshToken), 10004);
    at.refused(await refresh(at, session.token), 10004);
    at.succeeded(await ask(at, session.token), info);
  }),
  reads('destroy_token: ends its own session with both tokens, and no other', 'destroy_token, R9', async (at) => {
    const [session, other] = [await at.signIn(), await at.signIn()];
    at.succeeded(await at.send('POST', '/auth/destroy_token', undefined, session.token), destroyToken, {});
    at.refused(await ask(at, session.token), 10004);
    at.refused(await at.send('POST', '/auth/destroy_token', {}, session.token), 10004);
    at.refused(await refresh(at, session.refreshToken), 10004);
    at.succeeded(await ask(at, other.token), info);
    at.succeeded(await at.send('POST', '/auth/destroy_token', {}, other.token), destroyToken, {});
  }),
  reads('*: a trailing slash changes nothing', 'R6', async (at) => {
    for (const path of ['/faq/', '/personal/info/', '/push/log/']) at.refused(await at.send('GET', path), 10004);
    at.refused(await at.send('POST', '/auth/send_code/', {}), 10005);
  }),
  reads('*: Authorization may say Token, Bearer or neither; anything else is 10004', 'M5', async (at) => {
    const token = await at.anyToken();
    const say = (Authorization: string) => at.send('GET', '/personal/info', undefined, undefined, { Authorization });
    for (const scheme of ['Token ', 'token ', 'TOKEN  ', 'Bearer ', '']) at.succeeded(await say(scheme + token), info);
    for (const wrong of ['Token', `Basic ${token}`, `Token ${token}x`, `Token ${token.slice(1)}`]) {
      at.refused(await say(wrong), 10004);
    }
  }),
];
