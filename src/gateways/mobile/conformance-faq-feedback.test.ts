import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { toMultipart, toQuery } from '../../../test/support/encodings.ts';
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

test('mobile POST feedback: example of the document, field by field', async () => {
  const person = await join();
  const category = await feedback.createCategory({ name: '例子', description: '' }, { actor: 'test' });
  const fields = { feedback_content: '反馈内容', feedback_category_id: category.id, contact_phone: '18656660930' };
  const answer = await submit(person, fields);
  assertLikeExample(answer, 'POST /api/feedback');
  assert.deepEqual(determined(answer.body.data), {
    app_id: '',
    ...fields,
    feedback_status: 0,
    user_id: person.id,
  });
});

test('mobile GET feedback: example of the document, field by field', async () => {
  const person = await join();
  const category = await feedback.createCategory({ name: '列表', description: '' }, { actor: 'test' });
  const fields = { feedback_content: '反馈内容', feedback_category_id: category.id, contact_phone: '18656660930' };
  const first = (await submit(person, fields)).body.data;
  const second = (await submit(person, fields)).body.data;
  const answer = await get(person, '/feedback');
  assertLikeExample(answer, 'GET /api/feedback');
  const { data, ...frame } = answer.body.data;
  assert.deepEqual(frame, { total: 2, pages: 1, current_page: 1, page_size: 20 });
  assert.deepEqual(data, [second, first]);
});

test('mobile DELETE feedback/{id}: example of the document, field by field', async () => {
  const person = await join();
  const id = await submitted(person);
  const answer = await remove(person, id);
  assertLikeExample(answer, 'DELETE /api/feedback/{id}');
  assert.deepEqual(answer.body.data, {});
  assert.equal((await get(person, '/feedback')).body.data.total, 0);
  assertCode(await remove(person, id), 10001);
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

test('mobile feedback: JSON, form and multipart bodies say the same', async () => {
  const person = await join();
  const category = await feedback.createCategory({ name: '编码', description: '' }, { actor: 'test' });
  const fields = { feedback_content: '第一行\n第二行 & "引号"', feedback_category_id: String(category.id) };
  for (const body of [fields, toQuery(fields), toMultipart(fields)]) {
    const { data } = (await submit(person, body)).body;
    assert.equal(data.feedback_content.replaceAll('\r\n', '\n'), fields.feedback_content);
    assert.deepEqual([data.feedback_category_id, data.contact_phone], [category.id, '']);
  }
});

test('mobile POST feedback: no category is null; one that nobody made, or another type, is 10005', async () => {
  const person = await join();
  for (const extra of [{}, { feedback_category_id: null, contact_phone: null }]) {
    const { data } = (await submit(person, { feedback_content: '内容', ...extra })).body;
    assert.deepEqual([data.feedback_category_id, data.contact_phone], [null, '']);
  }
  for (const category of [999_999, 0, -1, 'abc', 1.5, '', [1], true]) {
    assertCode(await submit(person, { feedback_content: '内容', feedback_category_id: category }), 10005);
  }
  assert.equal((await get(person, '/feedback')).body.data.total, 2);
});

test('mobile POST feedback: content has 1 to 2000 characters, a contact at most 32; else 10005', async () => {
  const person = await join();
  const longest = '😀'.repeat(2000);
  assert.equal((await submit(person, { feedback_content: longest })).body.data.feedback_content, longest);
  for (const feedback_content of ['', '字'.repeat(2001), null, {}, ['x'], 'a\u0000b', '\ud800']) {
    assertCode(await submit(person, { feedback_content }), 10005);
  }
  assertCode(await submit(person, {}), 10005);
  assertCode(await submit(person, { feedback_content: 'x', contact_phone: '1'.repeat(33) }), 10005);
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

test('mobile lists: page_no from 1, page_size 1 to 100, else 10005; past the end is empty', async () => {
  const person = await join();
  const ids = [];
  for (let index = 0; index < 5; index += 1) ids.unshift(await submitted(person));
  const total = { '/feedback': 5, '/faq': (await faq.list({ offset: 0, limit: 1 })).total };
  for (const [path, rows] of Object.entries(total)) {
    const page = (await get(person, `${path}?page_no=2&page_size=2`)).body.data;
    assert.deepEqual([page.total, page.pages, page.current_page, page.page_size], [rows, Math.ceil(rows / 2), 2, 2]);
    for (const far of ['99', '9007199254740991']) {
      const beyond = (await get(person, `${path}?page_no=${far}&page_size=100`)).body.data;
      assert.deepEqual([beyond.total, beyond.current_page, beyond.data], [rows, Number(far), []]);
    }
  }
  const seen = [];
  for (const page of [1, 2, 3]) {
    const { data } = (await get(person, `/feedback?page_no=${page}&page_size=2`)).body.data;
    seen.push(...data.map((row: { id: number }) => row.id));
  }
  assert.deepEqual(seen, ids);
  const wrong = ['page_no=0', 'page_no=-1', 'page_no=x', 'page_no=', 'page_no=1.5', 'page_no=99999999999999999999'];
  const worse = ['page_size=0', 'page_size=101', 'page_size=-5', 'page_size=all', 'page_no=1&page_no=2'];
  for (const path of ['/faq', '/feedback_category', '/feedback', '/push/log']) {
    for (const query of [...wrong, ...worse]) assertCode(await get(person, `${path}?${query}`), 10005);
    for (const query of ['page_size=100', 'page_size=1', 'page_no=1', 'other=x']) {
      assertCode(await get(person, `${path}?${query}`), 0);
    }
  }
});

test('mobile faq, feedback: an id that is no integer is 10005, one that nobody has 10001', async () => {
  const person = await join();
  for (const id of ['abc', '1.5', '-1', '%00', '99999999999999999999', '1%20', '%E4%B8%80']) {
    assertCode(await get(person, `/faq/${id}`), 10005);
    assertCode(await remove(person, id), 10005);
    assertCode(await get(person, `/feedback/reply/${id}`), 10005);
  }
  for (const id of ['0', '999999', '9007199254740991']) {
    assertCode(await get(person, `/faq/${id}`), 10001);
    assertCode(await remove(person, id), 10001);
    assertCode(await get(person, `/feedback/reply/${id}`), 10001);
  }
});
