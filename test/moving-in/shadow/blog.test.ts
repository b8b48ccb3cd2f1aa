import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createBlogClient, md5, sign } from '../../support/blog.ts';
import { toQuery } from '../../support/encodings.ts';
import type { Endings } from '../../support/endings.ts';
import { oldBlogCaptcha, startOldBlog } from '../../support/old-servers/blog.ts';
import { type Answer, call, credentials, startPortico } from '../../support/portico.ts';
import { startShadow } from '../../support/shadow.ts';

const at = await startPortico({ after });
const blog = createBlogClient(at);
assert.equal((await blog.register('writer', { nick: '小灰' })).status, 200);
const signing = { key: credentials.blogKey, secret: credentials.blogSecret };

async function begin(t: Endings) {
  const accounts = [{ identifier: 'writer', password: '111111', profile: { nick: '小灰' } }];
  const old = await startOldBlog(t, { accounts, signing });
  const shadow = await startShadow(t, 'blog', { old: old.url, new: at.url });
  const get = (path: string, headers = {}): Promise<Answer> =>
    call(`${shadow.url}${path}?${toQuery(sign({}, Date.now()))}`, 'GET', undefined, headers);
  const post = (path: string, fields: Record<string, unknown>, headers = {}): Promise<Answer> =>
    call(shadow.url + path, 'POST', sign(fields, Date.now()), headers);
  return { old, shadow, get, post };
}

async function useBlog({ get, post }: Awaited<ReturnType<typeof begin>>): Promise<void> {
  const captcha = await get('/blogapi/service/captcha');
  const cookie = captcha.headers.get('set-cookie')?.split(';')[0] ?? '';
  const form = { account: 'reader', password: md5('222222'), email: 'reader@example.com', captcha: oldBlogCaptcha };
  assert.equal((await post('/blogapi/reg', form, { cookie })).status, 200);
  await post('/blogapi/login', { account: 'writer', password: md5('wrong') });
  const { token } = (await post('/blogapi/login', { account: 'writer', password: md5('111111') })).body.data;
  await get('/blogapi/nothing');
  await get('/admin/logout');
  assert.equal((await get('/admin/logout', { 'access-token': token })).status, 200);
}

test('shadow blog: with one signing key on both servers signed requests are replayed as they are, and nothing differs', async (t) => {
  const begun = await begin(t);
  await useBlog(begun);
  await begun.shadow.settle();
  assert.deepEqual(begun.shadow.seen(), []);
  assert.deepEqual(
    begun.shadow.status().endpoints.map(({ endpoint, same, notCompared }) => [endpoint, same, notCompared]),
    [
      ['GET *', 1, {}],
      ['GET /admin/logout', 2, {}],
      ['GET /blogapi/service/captcha', 1, {}],
      ['POST /blogapi/login', 2, {}],
      ['POST /blogapi/reg', 0, { 'a code or captcha': 1 }],
    ],
  );
});

test('shadow blog: each planted difference is told under its endpoint and field, and nothing else is', async (t) => {
  const begun = await begin(t);
  begun.old.plant('POST /blogapi/login', (answer) => {
    if (answer.body.code === 200) Object.assign(answer.body.data, { level: '0', created: '2019-06-21' });
    else Object.assign(answer, { status: 200 });
  });
  begun.old.plant('GET /admin/logout', ({ body }) => Object.assign(body, { data: null }));
  begun.old.plant('GET /blogapi/service/captcha', ({ headers }) =>
    Object.assign(headers, { 'content-type': 'text/html' }),
  );
  await useBlog(begun);
  await begun.shadow.settle();
  assert.deepEqual(begun.shadow.seen().sort(), [
    'GET /admin/logout data missing',
    'GET /blogapi/service/captcha body value',
    'GET /blogapi/service/captcha header content-type value',
    'POST /blogapi/login data.created type',
    'POST /blogapi/login data.level type',
    'POST /blogapi/login status value',
  ]);
});
