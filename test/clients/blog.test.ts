import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { createBlogClient, md5, signParameters } from '../../clients/src/index.ts';
import { computeToken } from '../../src/gateways/blog/signature.ts';
import { credentials, startPortico } from '../support/portico.ts';
import { createWatchedFetch } from './watched-fetch.ts';

const key = { authKey: credentials.blogKey, authSecret: credentials.blogSecret };
const password = '111111';
const at = await startPortico({ after });

test('the document’s own example has the document’s signature', () => {
  const { token, auth_key } = signParameters({ type: 'login', mobile: '18701086068' }, 1_529_379_565_395, key);
  assert.equal(token, 'e47faedcccab34f2f91ddba207dad5f8');
  assert.equal(auth_key, key.authKey);
});

test('md5: RFC 1321’s vectors, and texts in Chinese as UTF-8', () => {
  const vectors = {
    '': 'd41d8cd98f00b204e9800998ecf8427e',
    abc: '900150983cd24fb0d6963f7d28e17f72',
    'message digest': 'f96b697d7cb7938d525a2f31aaf161d0',
    ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: 'd174ab98d277d9f5a5611c2c9f419d9f',
    [password]: '96e79218965eb72c92a549dd5a330112',
    密码: createHash('md5').update('密码', 'utf8').digest('hex'),
  };
  for (const [text, hex] of Object.entries(vectors)) assert.equal(md5(text), hex, text);
});

test('whatever JSON can hold is signed as the server will read it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
      const { token, ...signed } = signParameters(fields, 1_700_000_000_000, key);
      const arrived = new Map<string, unknown>(Object.entries(JSON.parse(JSON.stringify(signed))));
      assert.equal(computeToken(arrived, key.authSecret), token);
    }),
  );
});

test('nested values, numbers and what JSON leaves out are taken by the server', async () => {
  const blog = createBlogClient({ baseUrl: at.url, ...key });
  const odd = { nested: { 乙: [1, null, { a: true }] }, number: 1e21, when: new Date(0), nothing: undefined };
  const body = { account: 'nobody', password: md5(password), ...odd };
  await assert.rejects(blog.post('/blogapi/login', { body }), { code: 401 });
  const wrong = createBlogClient({ baseUrl: at.url, ...key, authSecret: 'another' });
  await assert.rejects(wrong.post('/blogapi/login', { body }), { code: 514 });
});

test('a clock that is off is set by the server’s once, and stays right', async () => {
  const wire = createWatchedFetch();
  const clock = { now: () => Date.now() - 3_600_000 };
  const blog = createBlogClient({ baseUrl: at.url, ...key, clock, fetch: wire.fetch });
  await blog.fetchCaptcha();
  assert.equal(wire.requests.length, 2);
  await blog.fetchCaptcha();
  assert.equal(wire.requests.length, 3);
  const lost = createBlogClient({ baseUrl: at.url, ...key, clock, fetch: withoutDate });
  await assert.rejects(lost.fetchCaptcha(), { code: 513, serverTimeMs: undefined });
});

/** As a page from elsewhere sees answers whose server does not let it read the date. */
async function withoutDate(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  const response = await fetch(input, init);
  const headers = new Headers(response.headers);
  headers.delete('date');
  return new Response(await response.arrayBuffer(), { status: response.status, headers });
}

test('alike writes at one moment are two writes: no timestamp comes twice', async () => {
  const wire = createWatchedFetch();
  const now = Date.now();
  const blog = createBlogClient({ baseUrl: at.url, ...key, clock: { now: () => now }, fetch: wire.fetch });
  const body = { account: 'nobody', password: md5(password) };
  const answers = await Promise.allSettled([1, 2].map(() => blog.post('/blogapi/login', { body })));
  assert.deepEqual(
    answers.map((answer) => answer.status === 'rejected' && answer.reason.code),
    [401, 401],
  );
  const stamps = wire.requests.map((request) => JSON.parse(String(request.body)).timestamp);
  assert.deepEqual(stamps, [now, now + 1]);
});

test('nor where calls that fail together set a clock that is off', async () => {
  const wire = createWatchedFetch();
  const now = Date.now() - 3_600_000;
  const blog = createBlogClient({ baseUrl: at.url, ...key, clock: { now: () => now }, fetch: wire.fetch });
  const body = { account: 'nobody-else', password: md5(password) };
  const answers = await Promise.allSettled([1, 2, 3].map(() => blog.post('/blogapi/login', { body })));
  // None is 201, a repetition.
  assert.deepEqual(
    answers.map((answer) => answer.status === 'rejected' && answer.reason.code),
    [401, 401, 401],
  );
  const stamps = wire.requests.map((request) => JSON.parse(String(request.body)).timestamp);
  assert.equal(new Set(stamps).size, 6);
});

test('a captcha is answered by what it shows alone, a refused form names its fields', async () => {
  const blog = createBlogClient({ baseUrl: at.url, ...key });
  const { id = '' } = await blog.fetchCaptcha();
  const form = { account: 'author', password, email: 'author@example.com', captcha: at.answerOf(id) };
  await blog.register(form);
  await blog.signIn({ account: 'author', password });
  assert.equal(await blog.isSignedIn(), true);
  await blog.signOut();
  await assert.rejects(blog.get('/admin/logout'), { code: 511 });
  const again = await blog.fetchCaptcha();
  const bad = { ...form, account: 'a', captcha: at.answerOf(again.id ?? '') };
  await assert.rejects(blog.register(bad), (error: { code: number; fields: Array<{ field: string }> }) => {
    assert.deepEqual([error.code, error.fields.map(({ field }) => field)], [400, ['account']]);
    return true;
  });
});
