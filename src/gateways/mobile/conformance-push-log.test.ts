import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assertCode,
  assertLikeExample,
  createMobileClient,
  documentExample,
  type MobilePerson,
} from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';

const at = await startPortico({ after });
// Made and sent in one second: else a push would tell two, now and then.
at.clock.stop();
at.clock.set(Math.floor(at.clock.now() / 1_000) * 1_000);
const { send, join } = createMobileClient(at);
const { pushes } = at.portico.house.core;

const push = (title: string, to: 'everyone' | number[] = 'everyone') =>
  pushes.create({ title, body: `${title}内容`, managerId: 1, to });
const log = (person: MobilePerson, query = '') => send('GET', `/push/log${query}`, undefined, person.token);
const open = (person: MobilePerson, id: number | string) => send('GET', `/push/log/${id}`, undefined, person.token);
const clear = (person: MobilePerson) => send('DELETE', '/push/log/delete', undefined, person.token);
const count = (person: MobilePerson, query: string) => send('GET', `/message/count${query}`, undefined, person.token);

async function titles(person: MobilePerson): Promise<string[]> {
  const { body } = await log(person);
  return body.data.data.map((row: { push_title: string }) => row.push_title);
}

/** Somebody whose view holds nothing of the other tests. */
async function joinWithEmptyLog(): Promise<MobilePerson> {
  const person = await join();
  assertCode(await clear(person), 0);
  return person;
}

test('mobile GET push/log: example of the document, field by field', async () => {
  const person = await joinWithEmptyLog();
  const { id } = await push('推送测试');
  const answer = await log(person);
  assertLikeExample(answer, 'GET /api/push/log');
  const { data, ...frame } = answer.body.data;
  assert.deepEqual(frame, { total: 1, pages: 1, current_page: 1, page_size: 20 });
  const { created_at, updated_at, ...row } = data[0];
  const { created_at: _created, updated_at: _updated, ...example } = documentExample('GET /api/push/log').data.data[0];
  assert.deepEqual(row, { ...example, id });
  assert.equal(updated_at, created_at);
});

test('mobile message/count: example of the document, field by field', async () => {
  const person = await joinWithEmptyLog();
  const { feedback } = at.portico.house.core;
  const { id } = await feedback.submit(person.id, { content: '反馈', categoryId: null, contactPhone: '' });
  await feedback.reply({ feedbackId: id, content: '回复内容', managerId: 1 });
  const known = [(await push('甲')).id, (await push('乙')).id];
  const answer = await count(person, `?push_ids=[${known}]`);
  assertLikeExample(answer, 'GET /api/message/count');
  assert.deepEqual(answer.body, documentExample('GET /api/message/count'));
});

test('mobile push/log: shows what is for everyone or for the caller, newest first, and nothing of others', async () => {
  const [one, other] = [await joinWithEmptyLog(), await joinWithEmptyLog()];
  await push('给大家');
  const secret = await push('给一人', [one.id]);
  await push('给两人', [one.id, other.id, one.id]);
  assert.deepEqual(await titles(one), ['给两人', '给一人', '给大家']);
  assert.deepEqual(await titles(other), ['给两人', '给大家']);
  assert.equal((await open(one, secret.id)).body.data.push_scope, 1);
  assertCode(await open(other, secret.id), 10001);
  assert.equal((await count(other, '?push_ids=')).body.data.push_count, 2);
  assert.equal((await count(one, '?push_ids=')).body.data.push_count, 3);
});

test('mobile DELETE push/log/delete: hides what there is from the caller alone, and nothing that comes later', async () => {
  const [one, other] = [await joinWithEmptyLog(), await joinWithEmptyLog()];
  const old = [await push('旧'), await push('旧私', [one.id])];
  assertCode(await clear(one), 0);
  assert.deepEqual((await log(one)).body.data, { total: 0, pages: 0, current_page: 1, page_size: 20, data: [] });
  for (const { id } of old) assertCode(await open(one, id), 10001);
  assert.equal((await count(one, '?push_ids=[]')).body.data.push_count, 0);
  assert.deepEqual(await titles(other), ['旧']);
  await push('新');
  await push('新私', [one.id]);
  assert.deepEqual(await titles(one), ['新私', '新']);
  assert.equal((await count(one, '?push_ids=[]')).body.data.push_count, 2);
});

test('mobile push/log: an account that registers later sees what was for everyone', async () => {
  const { id } = await push('早');
  assertCode(await open(await join(), id), 0);
});
