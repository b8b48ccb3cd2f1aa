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

test('blog captcha: width 60–400 and height 24–160 are drawn as asked, anything else is 400 and names the field', async () => {
  const drawn = [
    [{ width: 60, height: 24 }, 60, 24],
    [{ width: 400, height: 160 }, 400, 160],
    [{ width: 200 }, 200, 44],
    [{ height: 60 }, 120, 60],
  ] as const;
  for (const [query, width, height] of drawn) {
    const { body } = await client.get(path, query);
    assert.ok(body.includes(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`));
  }
  for (const width of ['59', '401', '-120', '0', '120.5', '1e2', 'wide', '', '9'.repeat(30), 'NaN', ' 120']) {
    const answer = await client.get(path, { width });
    assertFailure(answer, 400, width);
    assert.deepEqual(answer.body.errors, [{ field: 'width', msg: '图片宽度：60~400 的整数' }], width);
  }
  for (const height of ['23', '161']) {
    const { body } = await client.get(path, { height });
    assert.deepEqual(body.errors, [{ field: 'height', msg: '图片高度：24~160 的整数' }], height);
  }
  const both = await client.get(path, { width: 1, height: 1 });
  assert.deepEqual(
    both.body.errors.map(({ field }: { field: string }) => field),
    ['width', 'height'],
  );
});

const form = (account: string) => ({ account, password: md5('111111'), email: `${account}@example.com` });

test('blog captcha: a browser answers it with its cookie, in any letter case, among other cookies', async () => {
  const captcha = await client.get(path);
  const [pair] = cookieOf(captcha).split(';');
  const answer = at.answerOf(idOf(captcha)).toLowerCase();
  const cookie = `theme=dark; ${pair}; portico_captcha2=x`;
  assert.equal((await client.post('/blogapi/reg', { ...form('cookie'), captcha: answer }, { cookie })).status, 200);
});

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
  const answer = await createBlogClient(other).get(path, {}, { origin });
  assert.match(cookieOf(answer), /; HttpOnly; SameSite=None; Secure$/);
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  assert.equal(answer.headers.get('access-control-allow-credentials'), 'true');
});

test('blog captcha: 120 a minute for one address, then 403 with Retry-After; looking at them is no failed sign-in', async () => {
  const proxied = { 'x-forwarded-for': '203.0.113.120' };
  const crowd = await Promise.all(Array.from({ length: 121 }, () => client.get(path, {}, proxied)));
  const refused = crowd.filter((answer) => answer.status !== 200);
  assert.equal(refused.length, 1);
  assertFailure(refused[0] as Answer, 403);
  assert.match(refused[0]?.headers.get('retry-after') ?? '', /^\d+$/);
  assert.equal((await client.get(path)).status, 200);
  assertFailure(await client.login('cookie', 'wrong', {}, proxied), 401);
});
