import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createManagementClient, signInAtConsole } from '../../../test/support/management.ts';
import { createMobileClient, type MobilePerson } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { call } = await signInAtConsole(at);
const mobile = createMobileClient(at);
const { apiKeys } = at.portico.house.core;

async function write(person: MobilePerson, content: string, categoryId?: number): Promise<number> {
  const body = { feedback_content: content, ...(categoryId && { feedback_category_id: categoryId }) };
  return (await mobile.send('POST', '/feedback', body, person.token)).body.data.id;
}
const unread = async (person: MobilePerson): Promise<number> =>
  (await mobile.send('GET', '/message/count?push_ids=', undefined, person.token)).body.data.feedback_count;
const contents = (body: { items: Array<{ content: string }> }): string[] => body.items.map(({ content }) => content);

test('feedback: what was written in the app is answered here, and the app counts the answer as unread', async () => {
  const person = await mobile.join();
  const id = await write(person, '夜间模式');
  const before = await call('GET', `/feedback/${id}`);
  const { author, status, seen, replies, version } = before.body;
  assert.deepEqual([author, status, seen, replies], [{ id: person.id, name: `#${person.id}` }, 'open', false, []]);
  assert.equal(before.headers.get('etag'), `"${version}"`);
  const body = { content: '下个版本会有。' };
  assert.equal((await call('POST', `/feedback/${id}/replies`, { body })).status, 428);
  const answered = await call('POST', `/feedback/${id}/replies`, { body, version });
  assert.deepEqual([answered.status, answered.body.status, answered.body.seen], [201, 'answered', true]);
  assert.equal(await unread(person), 1);
  const again = await call('POST', `/feedback/${id}/replies`, { body, version });
  assert.deepEqual([again.status, again.body.code], [412, 'request.version_changed']);
  const told = await mobile.send('GET', `/feedback/reply/${id}`, undefined, person.token);
  assert.deepEqual([told.body.data.reply_content, told.body.data.manager_id], ['下个版本会有。', 1]);
  const [reply] = (await call('GET', `/feedback/${id}`)).body.replies;
  assert.deepEqual([reply.content, reply.by, reply.read], ['下个版本会有。', { id: 1, name: 'owner' }, true]);
});

test('feedback: an answer that is sent twice under one key is given once', async () => {
  const person = await mobile.join();
  const id = await write(person, '重复');
  const { version } = (await call('GET', `/feedback/${id}`)).body;
  const options = { body: { content: '好' }, version, headers: { 'idempotency-key': `reply-${id}` } };
  const [first, second] = [
    await call('POST', `/feedback/${id}/replies`, options),
    await call('POST', `/feedback/${id}/replies`, options),
  ];
  assert.deepEqual([second.status, second.headers.get('idempotency-replayed')], [201, 'true']);
  assert.deepEqual(second.body, first.body);
  assert.equal(await unread(person), 1);
});

test('feedback: a program answers in the name of the first owner', async () => {
  const person = await mobile.join();
  const id = await write(person, '程序');
  const { key } = await apiKeys.create({ name: 'bot', rights: ['messages:read', 'messages:write'] }, { actor: 'test' });
  const program = createManagementClient(at, { authorization: `Bearer ${key}` });
  const { version } = (await program.call('GET', `/feedback/${id}`)).body;
  const answer = await program.call('POST', `/feedback/${id}/replies`, { body: { content: '自动' }, version });
  assert.deepEqual(answer.body.replies[0].by, { id: 1, name: 'owner' });
});

test('feedback: unseen first; opening marks nothing, marking can be taken back, and the badge counts', async () => {
  await at.portico.house.database.deleteFrom('feedback').execute();
  const person = await mobile.join();
  const [a, b] = [await write(person, 'a'), await write(person, 'b'), await write(person, 'c')];
  await call('GET', `/feedback/${b}`);
  const unread = async () => (await call('GET', '/dashboard/waiting')).body.unreadFeedback.count;
  assert.equal(await unread(), 3);
  assert.equal((await call('POST', `/feedback/${b}/seen`)).status, 204);
  assert.deepEqual(contents((await call('GET', '/feedback')).body), ['c', 'a', 'b']);
  assert.deepEqual(contents((await call('GET', '/feedback?unseen=true')).body), ['c', 'a']);
  assert.equal(await unread(), 2);
  assert.equal((await call('POST', `/feedback/${b}/unseen`)).status, 204);
  const first = await call('GET', '/feedback?limit=2');
  const second = await call('GET', `/feedback?limit=2&cursor=${first.body.next}`);
  assert.deepEqual([...contents(first.body), ...contents(second.body)], ['c', 'b', 'a']);
  assert.equal(second.body.next, null);
  assert.equal((await call('POST', '/feedback/999999/seen')).status, 404);
  await call('POST', `/feedback/${a}/seen`);
});

test('feedback: filters by status, category and author', async () => {
  await at.portico.house.database.deleteFrom('feedback').execute();
  const [one, other] = [await mobile.join(), await mobile.join()];
  const category = (await call('POST', '/feedback-categories', { body: { name: '功能' } })).body;
  const id = await write(one, 'a', category.id);
  await write(one, 'b');
  await write(other, 'c', category.id);
  const { version } = (await call('GET', `/feedback/${id}`)).body;
  await call('POST', `/feedback/${id}/replies`, { body: { content: '好' }, version });
  const listed = async (query: string) => contents((await call('GET', `/feedback?${query}`)).body);
  assert.deepEqual(await listed('status=answered'), ['a']);
  assert.deepEqual(await listed('status=open'), ['c', 'b']);
  assert.deepEqual(await listed(`category=${category.id}`), ['c', 'a']);
  assert.deepEqual(await listed('category=none'), ['b']);
  assert.deepEqual(await listed(`account=${one.id}&status=open`), ['b']);
  for (const wrong of ['status=2', 'category=x', 'account=0', 'unseen=maybe', 'cursor=abc']) {
    assert.equal((await call('GET', `/feedback?${wrong}`)).status, 400, wrong);
  }
});

test('feedback categories: made, renamed and deleted; how much is filed under one is told before', async () => {
  const person = await mobile.join();
  const created = await call('POST', '/feedback-categories', { body: { name: '待删', description: '说明' } });
  assert.equal(created.status, 201);
  const { id, version } = created.body;
  const taken = await call('POST', '/feedback-categories', { body: { name: '待删' } });
  assert.deepEqual([taken.status, taken.body.code], [409, 'feedback.category_taken']);
  const written = await write(person, '归类', id);
  const { uses, moreUses } = (await call('GET', `/feedback-categories/${id}`)).body;
  assert.deepEqual([uses, moreUses], [1, false]);
  const renamed = await call('PATCH', `/feedback-categories/${id}`, { body: { name: '将删' }, version });
  assert.deepEqual([renamed.body.name, renamed.body.description], ['将删', '说明']);
  assert.equal((await call('DELETE', `/feedback-categories/${id}`, { version })).status, 412);
  const listed = (await call('GET', '/feedback-categories?limit=1')).body;
  assert.deepEqual(listed.items, [renamed.body]);
  const gone = await call('DELETE', `/feedback-categories/${id}`, { version: renamed.body.version });
  assert.equal(gone.status, 204);
  assert.equal((await call('GET', `/feedback/${written}`)).body.category, null);
  assert.equal((await call('GET', `/feedback-categories/${id}`)).body.code, 'feedback.category_not_found');
});

test('canned answers: kept in order, changed and deleted', async () => {
  const create = async (title: string) =>
    (await call('POST', '/canned-answers', { body: { title, content: '{name}，您好' } })).body;
  const [first, second] = [await create('一'), await create('二')];
  const page = (await call('GET', '/canned-answers?limit=1')).body;
  assert.deepEqual(page.items, [first]);
  assert.deepEqual((await call('GET', `/canned-answers?cursor=${page.next}`)).body.items, [second]);
  const { id, version } = first;
  const changed = await call('PATCH', `/canned-answers/${id}`, { body: { title: '改' }, version });
  assert.deepEqual([changed.body.title, changed.body.content], ['改', '{name}，您好']);
  assert.equal((await call('DELETE', `/canned-answers/${id}`, { version })).status, 412);
  assert.equal((await call('DELETE', `/canned-answers/${id}`, { version: changed.body.version })).status, 204);
  assert.equal((await call('GET', `/canned-answers/${id}`)).body.code, 'canned_answer.not_found');
  assert.equal((await call('POST', '/canned-answers', { body: { title: '', content: 'x' } })).status, 400);
});
