import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { call } = await signInAtConsole(at);
const mobile = createMobileClient(at);

const write = async (title: string, category = '') =>
  (await call('POST', '/faqs', { body: { title, content: `${title}的内容`, category } })).body;

async function empty(): Promise<void> {
  const { body } = await call('GET', '/faqs?limit=200');
  for (const { id, version } of body.items)
    assert.equal((await call('DELETE', `/faqs/${id}`, { version })).status, 204);
}

test('faqs: one is written, read, changed with its newest version only, and deleted', async () => {
  const draft = { title: '标题', content: '内容', category: '账号', externalLink: 'https://example.com/a' };
  const created = await call('POST', '/faqs', { body: draft });
  assert.equal(created.status, 201);
  const { id, version, createdAt, updatedAt, ...words } = created.body;
  assert.deepEqual(words, draft);
  assert.equal(createdAt, updatedAt);
  const read = await call('GET', `/faqs/${id}`);
  assert.deepEqual([read.headers.get('etag'), read.body], [`"${version}"`, created.body]);
  assert.equal((await call('PATCH', `/faqs/${id}`, { body: { title: '新' } })).status, 428);
  const changed = await call('PATCH', `/faqs/${id}`, { body: { title: '新' }, version });
  assert.deepEqual([changed.status, changed.body.title, changed.body.content], [200, '新', '内容']);
  const stale = await call('PATCH', `/faqs/${id}`, { body: { title: '旧' }, version });
  assert.deepEqual([stale.status, stale.body.code], [412, 'request.version_changed']);
  assert.equal((await call('DELETE', `/faqs/${id}`, { version })).status, 412);
  assert.equal((await call('DELETE', `/faqs/${id}`, { version: changed.body.version })).status, 204);
  assert.equal((await call('GET', `/faqs/${id}`)).body.code, 'faq.not_found');
});

test('faqs: a blank title, content that is too long, and a link that runs scripts are refused, each at its member', async () => {
  const body = { title: ' ', content: 'x'.repeat(20_001), externalLink: 'javascript:alert(1)', extra: 1 };
  const { status, body: problem } = await call('POST', '/faqs', { body });
  assert.equal(status, 400);
  const pointers = problem.errors.map((error: { pointer: string }) => error.pointer);
  assert.deepEqual(pointers.sort(), ['/content', '/externalLink', '/extra', '/title']);
  assert.equal((await call('PATCH', '/faqs/1', { body: {}, version: 1 })).status, 400);
});

test('faqs: the order that operators give is the order of the app', async () => {
  await empty();
  const person = await mobile.join();
  const [a, b, c] = [await write('甲'), await write('乙'), await write('丙')];
  const inApp = async () =>
    (await mobile.send('GET', '/faq', undefined, person.token)).body.data.data.map((row: { id: number }) => row.id);
  assert.deepEqual(await inApp(), [c.id, b.id, a.id]);
  assert.equal((await call('PUT', '/faqs/order', { body: { ids: [b.id, a.id] } })).status, 204);
  assert.deepEqual(await inApp(), [c.id, b.id, a.id]);
  assert.equal((await call('PUT', '/faqs/order', { body: { ids: [a.id, c.id] } })).status, 204);
  assert.deepEqual(await inApp(), [a.id, b.id, c.id]);
  assert.equal((await call('GET', `/faqs/${a.id}`)).body.version, a.version);
  const lost = await call('PUT', '/faqs/order', { body: { ids: [a.id, 999_999] } });
  assert.deepEqual([lost.status, lost.body.code], [404, 'faq.not_found']);
  const twice = await call('PUT', '/faqs/order', { body: { ids: [a.id, a.id] } });
  assert.deepEqual([twice.status, twice.body.errors[0].pointer], [400, '/ids']);
});

test('faqs: pages of all and of one category; categories are counted, renamed and joined', async () => {
  await empty();
  for (const title of ['1', '2', '3']) await write(title, '账号');
  await write('4', '登录');
  await write('5');
  const titles: string[] = [];
  let cursor = '';
  do {
    const { body } = await call('GET', `/faqs?limit=2${cursor}`);
    titles.push(...body.items.map((item: { title: string }) => item.title));
    cursor = body.next === null ? '' : `&cursor=${body.next}`;
  } while (cursor !== '');
  assert.deepEqual(titles, ['5', '4', '3', '2', '1']);
  const ofAccount = await call('GET', `/faqs?category=${encodeURIComponent('账号')}`);
  assert.deepEqual([ofAccount.body.items.length, ofAccount.body.next], [3, null]);
  assert.equal((await call('GET', '/faqs?category=')).body.items.length, 1);
  const categories = async () => (await call('GET', '/faqs/categories')).body.items;
  assert.deepEqual(await categories(), [
    { name: '', entries: 1 },
    { name: '登录', entries: 1 },
    { name: '账号', entries: 3 },
  ]);
  const renamed = await call('POST', '/faqs/categories/rename', { body: { from: '登录', to: '账号' } });
  assert.deepEqual(renamed.body, { moved: 1 });
  assert.equal((await categories()).length, 2);
  assert.equal((await call('POST', '/faqs/categories/rename', { body: { from: '无', to: '账号' } })).status, 404);
});
