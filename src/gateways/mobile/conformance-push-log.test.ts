import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import {
  assertCode,
  assertLikeExample,
  createMobileClient,
  documentExample,
  type MobilePerson,
} from '../../../test/support/mobile.ts';
import { type Answer, startPortico } from '../../../test/support/portico.ts';
import { sendRaw } from '../../../test/support/raw-http.ts';

const at = await startPortico({ after });
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

test('mobile GET push/log/{id}: example of the document, field by field: without a status', async () => {
  const person = await joinWithEmptyLog();
  const { id } = await push('推送测试');
  const answer = await open(person, id);
  assertLikeExample(answer, 'GET /api/push/log/{id}');
  assert.ok(!('push_status' in answer.body.data));
  const { push_status: _status, ...listed } = (await log(person)).body.data.data[0];
  assert.deepEqual(answer.body.data, listed);
});

test('mobile DELETE push/log/delete: example of the document, field by field', async () => {
  const answer = await clear(await join());
  assertLikeExample(answer, 'DELETE /api/push/log/delete');
  assert.deepEqual(answer.body.data, {});
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

test('mobile push/log: pages tile the list without gap or repetition', async () => {
  const person = await joinWithEmptyLog();
  const ids: number[] = [];
  for (let index = 0; index < 7; index += 1) {
    ids.unshift((await push(`第${index}`, index % 2 ? [person.id] : 'everyone')).id);
  }
  const seen: number[] = [];
  for (const page of [1, 2, 3, 4]) {
    const { data } = (await log(person, `?page_no=${page}&page_size=3`)).body;
    assert.deepEqual([data.total, data.pages, data.current_page, data.page_size], [7, 3, page, 3]);
    seen.push(...data.data.map((row: { id: number }) => row.id));
  }
  assert.deepEqual(seen, ids);
});

test('mobile push/log/{id}: no integer is 10005, an id that nobody has 10001', async () => {
  const person = await join();
  for (const id of ['abc', '1.5', '-1', '1e3', 'delete', '99999999999999999999', '%00', '0x1']) {
    assertCode(await open(person, id), 10005);
  }
  for (const id of ['0', '999999', '9007199254740991']) assertCode(await open(person, id), 10001);
});

test('mobile message/count: push_ids come as a list, with commas, repeated, in brackets, or in a body', async () => {
  const person = await joinWithEmptyLog();
  const [a, b, c] = [(await push('a')).id, (await push('b')).id, (await push('c')).id];
  const unknown = async (query: string) => (await count(person, query)).body.data?.push_count;
  const two = [`[${a},${b}]`, `[ ${a} , ${b} ]`, `${a},${b}`, ` ${a}, ${b} `, `${a},${b},${a},-5,0,999999`];
  for (const text of two) assert.equal(await unknown(`?push_ids=${encodeURIComponent(text)}`), 1, text);
  assert.equal(await unknown(`?push_ids=${a}&push_ids=${b}`), 1);
  assert.equal(await unknown(`?push_ids[]=${a}&push_ids[]=${b}`), 1);
  assert.equal(await unknown(`?push_ids%5B%5D=${a}`), 2);
  assert.equal(await unknown(`?push_ids=${a}`), 2);
  assert.equal(await unknown(`?push_ids=[${a},${b},${c}]`), 0);
  for (const empty of ['?push_ids=', '?push_ids=[]', '?push_ids=[%20]', '?push_ids[]=']) {
    assert.equal(await unknown(empty), 3, empty);
  }
});

test('mobile message/count: push_ids that are missing, no integers, or more than 200 are 10005', async () => {
  const person = await join();
  const many = (length: number): string => Array.from({ length }, (_, index) => index + 1).join(',');
  assertCode(await count(person, `?push_ids=${many(200)}`), 0);
  assertCode(await count(person, `?push_ids=[${many(200)}]`), 0);
  assertCode(await count(person, `?push_ids=${many(201)}`), 10005);
  assertCode(await count(person, `?${'push_ids=1&'.repeat(201)}`), 10005);
  const wrong = ['', '?', '?ids=1', '?push_ids=a', '?push_ids=1,,2', '?push_ids=,', '?push_ids=[1', '?push_ids=1.5'];
  const worse = ['[[1]]', 'null', '99999999999999999999', '1,2&push_ids=3', '{}', '%00', '1;2'];
  for (const query of [...wrong, ...worse.map((text) => `?push_ids=${text}`)]) {
    assertCode(await count(person, query), 10005);
  }
});

/** A GET with a body, which `fetch` refuses to send. */
function getWithBody(person: MobilePerson, path: string, type: string, body: string): Promise<Answer> {
  const head = [
    `GET /api${path} HTTP/1.1`,
    'Host: localhost',
    `Authorization: Token ${person.token}`,
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return sendRaw(at.url, `${head.join('\r\n')}\r\n\r\n${body}`);
}

test('mobile message/count: push_ids may come in a JSON, form or multipart body on the GET', async () => {
  const person = await joinWithEmptyLog();
  const [a, b] = [(await push('a')).id, (await push('b')).id];
  const json = 'application/json; charset=utf-8';
  const form = 'application/x-www-form-urlencoded';
  const unknown = async (type: string, body: string) =>
    (await getWithBody(person, '/message/count', type, body)).body.data.push_count;
  assert.equal(await unknown(json, JSON.stringify({ push_ids: [a, b] })), 0);
  assert.equal(await unknown(json, JSON.stringify({ push_ids: [String(a)] })), 1);
  assert.equal(await unknown(json, JSON.stringify({ push_ids: `[${a}]` })), 1);
  assert.equal(await unknown(json, JSON.stringify({ push_ids: a })), 1);
  assert.equal(await unknown(json, '{"push_ids":[]}'), 2);
  assert.equal(await unknown(form, `push_ids=${a}&push_ids=${b}`), 0);
  assert.equal(await unknown(form, `push_ids[]=${a}`), 1);
  const part = `--x\r\nContent-Disposition: form-data; name="push_ids"\r\n\r\n[${a}]\r\n--x--\r\n`;
  assert.equal(await unknown('multipart/form-data; boundary=x', part), 1);
  for (const ids of ['[1.5]', '[true]', '[null]', '[[1]]', '{}', 'null', 'true', '["a"]', '[1e300]']) {
    assertCode(await getWithBody(person, '/message/count', json, `{"push_ids":${ids}}`), 10005);
  }
});

test('mobile *: a GET body that cannot be read is malformed; without a body any content type will do', async () => {
  const person = await join();
  for (const body of ['{"push_ids":', '[1,2]', '"x"', '{"__proto__":{"push_ids":[1]}}']) {
    assertCode(await getWithBody(person, '/message/count', 'application/json', body), 10005, 400);
  }
  assertCode(await getWithBody(person, '/push/log', 'text/plain', 'page_no=1'), 10005, 400);
  for (const type of ['application/json; charset=utf-8', 'nonsense', 'multipart/form-data', '']) {
    assertCode(await getWithBody(person, '/push/log', type, ''), 0);
    assertCode(await getWithBody(person, '/message/count?push_ids=1', type, ''), 0);
  }
  const page = await getWithBody(person, '/push/log', 'application/json', '{"page_no":2,"page_size":"5"}');
  assert.deepEqual([page.body.data.current_page, page.body.data.page_size], [2, 5]);
});
