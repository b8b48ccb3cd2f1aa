import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assertCode,
  assertLikeExample,
  createMobileClient,
  documentExample,
  type MobilePerson,
} from '../../../test/support/mobile.ts';
import { type call, startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
const { send, join } = createMobileClient(at);
const { faq, feedback } = at.portico.house.core;

const get = (person: MobilePerson, path: string) => send('GET', path, undefined, person.token);
const submit = (person: MobilePerson, body: Parameters<typeof call>[2]) =>
  send('POST', '/feedback', body, person.token);
const remove = (person: MobilePerson, id: number | string) =>
  send('DELETE', `/feedback/${id}`, undefined, person.token);
const reply = (feedbackId: number, content = '回复内容') => feedback.reply({ feedbackId, content, managerId: 2 });
const unread = async (person: MobilePerson) => (await get(person, '/message/count?push_ids=')).body.data.feedback_count;

async function submitted(person: MobilePerson): Promise<number> {
  const answer = await submit(person, { feedback_content: '反馈内容' });
  assertCode(answer, 0);
  return answer.body.data.id;
}

/** A row without what the document cannot determine. */
function determined({ id: _id, created_at: _created, updated_at: _updated, ...rest }: Record<string, unknown>) {
  return rest;
}

test('mobile GET faq: example of the document, field by field', async () => {
  const person = await join();
  await faq.create({ title: '标题', content: '内容' }, { actor: 'test' });
  const answer = await get(person, '/faq');
  assertLikeExample(answer, 'GET /api/faq');
  const example = documentExample('GET /api/faq');
  assert.deepEqual(determined(answer.body.data.data[0]), determined(example.data.data[0]));
  assert.deepEqual({ ...answer.body.data, data: [] }, { ...example.data, data: [] });
});

test('mobile GET faq/{id}: example of the document, field by field', async () => {
  const person = await join();
  const { id } = await faq.create({ title: '标题', content: '内容' }, { actor: 'test' });
  const answer = await get(person, `/faq/${id}`);
  assertLikeExample(answer, 'GET /api/faq/{id}');
  assert.deepEqual(determined(answer.body.data), determined(documentExample('GET /api/faq/{id}').data));
  assert.deepEqual(answer.body.data, (await get(person, '/faq?page_size=1')).body.data.data[0]);
  const linked = { title: '标题', content: '内容', category: '登录', externalLink: 'https://example.com/' };
  const other = await get(person, `/faq/${(await faq.create(linked, { actor: 'test' })).id}`);
  assert.deepEqual([other.body.data.category, other.body.data.external_link], ['登录', 'https://example.com/']);
});

test('mobile GET feedback_category: example of the document, field by field', async () => {
  const person = await join();
  const empty = await get(person, '/feedback_category');
  assert.deepEqual(empty.body.data, { total: 0, pages: 0, current_page: 1, page_size: 20, data: [] });
  await feedback.createCategory({ name: 'app', description: 'app' }, { actor: 'test' });
  const answer = await get(person, '/feedback_category');
  assertLikeExample(answer, 'GET /api/feedback_category');
  const example = documentExample('GET /api/feedback_category');
  assert.deepEqual(determined(answer.body.data.data[0]), determined(example.data.data[0]));
  assert.deepEqual({ ...answer.body.data, data: [] }, { ...example.data, data: [] });
});

test('mobile GET feedback/reply: example of the document, field by field', async () => {
  const person = await join();
  const id = await submitted(person);
  await reply(id);
  const answer = await get(person, `/feedback/reply/${id}`);
  assertLikeExample(answer, 'GET /api/feedback/reply/{feedback_id}');
  const example = documentExample('GET /api/feedback/reply/{feedback_id}').data;
  assert.deepEqual(determined(answer.body.data), { ...determined(example), feedback_id: id });
});

test('mobile feedback: what another account wrote does not exist for the caller', async () => {
  const [owner, stranger] = [await join(), await join()];
  const id = await submitted(owner);
  await reply(id);
  assert.equal((await get(stranger, '/feedback')).body.data.total, 0);
  assertCode(await remove(stranger, id), 10001);
  assertCode(await get(stranger, `/feedback/reply/${id}`), 10001);
  assert.equal(await unread(stranger), 0);
  assert.equal(await unread(owner), 1);
  assert.equal((await get(owner, '/feedback')).body.data.total, 1);
});

test('mobile feedback/reply: the newest reply as it stood, then all count as read', async () => {
  const person = await join();
  const id = await submitted(person);
  assertCode(await get(person, `/feedback/reply/${id}`), 10001);
  await reply(id, '第一');
  await reply(id, '第二');
  assert.equal(await unread(person), 2);
  const first = (await get(person, `/feedback/reply/${id}`)).body.data;
  assert.deepEqual([first.reply_content, first.is_read], ['第二', false]);
  assert.equal(await unread(person), 0);
  const again = (await get(person, `/feedback/reply/${id}`)).body.data;
  assert.deepEqual(again, { ...first, is_read: true });
  await reply(id, '第三');
  assert.equal(await unread(person), 1);
  const third = (await get(person, `/feedback/reply/${id}`)).body.data;
  assert.deepEqual([third.reply_content, third.is_read], ['第三', false]);
});

test('mobile feedback/reply: HEAD leaves it unread', async () => {
  const person = await join();
  const id = await submitted(person);
  await reply(id);
  assert.equal((await send('HEAD', `/feedback/reply/${id}`, undefined, person.token)).status, 200);
  assert.equal(await unread(person), 1);
});

test('mobile feedback/reply: of many readers at once exactly one hears that it is unread', async () => {
  const person = await join();
  const id = await submitted(person);
  await reply(id);
  const answers = await Promise.all(Array.from({ length: 30 }, () => get(person, `/feedback/reply/${id}`)));
  assert.equal(answers.filter((answer) => answer.body.data.is_read === false).length, 1);
});

test('mobile feedback: reading one reply leaves others unread; deleting the feedback takes its replies', async () => {
  const person = await join();
  const [one, other] = [await submitted(person), await submitted(person)];
  await reply(one);
  await reply(other);
  await get(person, `/feedback/reply/${one}`);
  assert.equal(await unread(person), 1);
  assertCode(await remove(person, other), 0);
  assert.equal(await unread(person), 0);
  assertCode(await get(person, `/feedback/reply/${other}`), 10001);
});
