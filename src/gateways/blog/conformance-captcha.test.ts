import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { assertFailure, createBlogClient, md5 } from '../../../test/support/blog.ts';
import { type Answer, startPortico } from '../../../test/support/portico.ts';

const path = '/blogapi/service/captcha';
const at = await startPortico({ after });
const client = createBlogClient(at);

const idOf = (answer: Answer): string => answer.headers.get('x-captcha-id') ?? '';
const cookieOf = (answer: Answer): string => answer.headers.getSetCookie().join('\n');

test('blog captcha: example of the document, field by field: an SVG of 120×44, its id in a header and a cookie', async () => {
  const answer = await client.get(path);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'image/svg+xml');
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.match(idOf(answer), /^[A-Za-z0-9]{32}$/);
  assert.equal(cookieOf(answer), `portico_captcha=${idOf(answer)}; Path=/blogapi; Max-Age=120; HttpOnly; SameSite=Lax`);
  assert.match(answer.headers.get('access-control-expose-headers') ?? '', /X-Captcha-Id/);
  assert.match(answer.body, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="120" height="44" /);
  assert.equal(answer.body.includes(at.answerOf(idOf(answer))), false);
});

const form = (account: string) => ({ account, password: md5('111111'), email: `${account}@example.com` });

test('blog captcha: an echoed captcha_id wins over the cookie', async () => {
  const [first, second] = [await client.get(path), await client.get(path)];
  const cookie = `portico_captcha=${idOf(first)}`;
  const echoed = { captcha: at.answerOf(idOf(second)), captcha_id: idOf(second) };
  assert.equal((await client.post('/blogapi/reg', { ...form('echo'), ...echoed }, { cookie })).status, 200);
  const kept = { ...form('echo2'), captcha: at.answerOf(idOf(first)), captcha_id: '' };
  assert.equal((await client.post('/blogapi/reg', kept, { cookie })).status, 200, 'the cookie’s own was not used up');
});

test('blog captcha: a front end on an allowed origin over https gets a cookie that travels across sites', async (t) => {
  const origin = 'https://blog.example.com';
  const allowed = { PORTICO_CORS_ORIGINS: origin, PORTICO_PUBLIC_URL: 'https://portico.example.com' };
  const other = await startPortico(t, allowed);
  const client = createBlogClient(other);
  const answer = await client.get(path, {}, { origin });
  const cookie = cookieOf(answer);
  assert.match(cookie, /^__Host-portico_captcha=\w+; Path=\/; Max-Age=120; HttpOnly; SameSite=None; Secure$/);
  const solved = { ...form('across'), captcha: other.answerOf(idOf(answer)) };
  const [pair = ''] = cookie.split(';', 1);
  assert.equal((await client.post('/blogapi/reg', solved, { cookie: `portico_captcha=x; ${pair}` })).status, 200);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
});

test('blog captcha: 120 a minute for one address, then 403 with Retry-After; looking at them is no failed sign-in', async () => {
  const proxied = { 'x-forwarded-for': '203.0.113.120' };
  const crowd: Answer[] = [];
  // Not all at once: on a busy machine the last ones would wait too long for a connection to the database.
  for (const many of [30, 30, 30, 31]) {
    crowd.push(...(await Promise.all(Array.from({ length: many }, () => client.get(path, {}, proxied)))));
  }
  const refused = crowd.filter((answer) => answer.status !== 200);
  assert.equal(refused.length, 1);
  assertFailure(refused[0] as Answer, 403);
  assert.match(refused[0]?.headers.get('retry-after') ?? '', /^\d+$/);
  assert.equal((await client.get(path)).status, 200);
  assertFailure(await client.login('cookie', 'wrong', {}, proxied), 401);
});
