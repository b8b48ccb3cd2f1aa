import type { Case } from '../run/case.ts';
import { type Answer, numberAt, rowsAt } from '../wire/answer.ts';
import { encodings, form, json } from '../wire/bodies.ts';
import { type MobileClient, reads, writes } from './client.ts';
import { idIn } from './lists.ts';

const operation = 'GET /api/message/count';
const clearOperation = 'DELETE /api/push/log/delete';
const count = async (at: MobileClient, queryText: string): Promise<Answer> =>
  at.send('GET', `/message/count${queryText}`, undefined, await at.anyToken());

/** mobile `message/count`, `push/log/delete` (M10, M11). */
export const messageCases: readonly Case[] = [
  reads('message/count: an empty list knows of no push, whatever its spelling', 'message/count, M10', async (at) => {
    const log = await at.send('GET', '/push/log?page_size=1', undefined, await at.anyToken());
    const total = numberAt(log, 'data.total');
    for (const empty of ['?push_ids=', '?push_ids=[]', '?push_ids=[%20]', '?push_ids[]=']) {
      at.succeeded(await count(at, empty), operation, { push_count: total });
    }
  }),
  reads('message/count: push_ids that the client has are not counted, however they are written', 'M10', async (at) => {
    await idIn(at, 'GET push/log');
    const log = await at.send('GET', '/push/log?page_size=2', undefined, await at.anyToken());
    const total = numberAt(log, 'data.total');
    const ids = rowsAt(log, 'data.data').map((row) => Number(row.id));
    const left = { push_count: total - ids.length };
    const spellings = [`[${ids}]`, `[ ${ids.join(' , ')} ]`, `${ids}`, `${ids},${ids},-5,0,999999999`];
    for (const text of spellings) {
      at.succeeded(await count(at, `?push_ids=${encodeURIComponent(text)}`), operation, left);
    }
    at.succeeded(await count(at, `?${ids.map((id) => `push_ids=${id}`).join('&')}`), operation, left);
    at.succeeded(await count(at, `?${ids.map((id) => `push_ids[]=${id}`).join('&')}`), operation, left);
    const bodies = [json({ push_ids: ids }), json({ push_ids: `[${ids}]` }), form({ push_ids: `[${ids}]` })];
    for (const body of bodies) {
      at.succeeded(await at.send('GET', '/message/count', body, await at.anyToken()), operation, left);
    }
    for (const { encode } of encodings) {
      const body = await encode({ push_ids: JSON.stringify(ids) });
      at.succeeded(await at.send('GET', '/message/count', body, await at.anyToken()), operation, left);
    }
  }),
  reads('message/count: push_ids that are missing, no integers, or more than 200 are 10005', 'M10', async (at) => {
    const many = (length: number): string => Array.from({ length }, (_, index) => index + 1).join(',');
    at.succeeded(await count(at, `?push_ids=${many(200)}`), operation, {});
    at.refused(await count(at, `?push_ids=${many(201)}`), 10005);
    for (const text of [
      '',
      '?',
      '?ids=1',
      '?push_ids=a',
      '?push_ids=1,,2',
      '?push_ids=,',
      '?push_ids=[1',
      '?push_ids=1.5',
    ]) {
      at.refused(await count(at, text), 10005);
    }
    for (const text of ['[[1]]', 'null', '99999999999999999999', '{}', '%00', '1;2']) {
      at.refused(await count(at, `?push_ids=${text}`), 10005);
    }
    for (const ids of [[1.5], [true], [null], [[1]], {}, null, true, ['a']]) {
      at.refused(await at.send('GET', '/message/count', json({ push_ids: ids }), await at.anyToken()), 10005);
    }
  }),
  reads('*: a GET body that cannot be read is malformed; without one any content type will do', 'R5', async (at) => {
    const token = await at.anyToken();
    for (const text of ['{"push_ids":', '[1,2]', '"x"']) {
      const body = { type: 'application/json', bytes: Buffer.from(text) };
      at.refused(await at.send('GET', '/message/count', body, token), 10005, 400);
    }
    const text = { type: 'text/plain', bytes: Buffer.from('page_no=1') };
    at.refused(await at.send('GET', '/push/log', text, token), 10005, 400);
    for (const type of ['application/json; charset=utf-8', 'nonsense', 'multipart/form-data', '']) {
      const answer = await at.send('GET', '/message/count?push_ids=1', undefined, token, { 'Content-Type': type });
      at.succeeded(answer, operation, {});
    }
  }),
  writes('push/log/delete: clears the view of the caller', 'push/log/delete, M11', async (at) => {
    const { token } = await at.join();
    at.succeeded(await at.send('DELETE', '/push/log/delete', undefined, token), clearOperation, {});
    const log = await at.send('GET', '/push/log', undefined, token);
    at.succeeded(log, 'GET /api/push/log', { total: 0, pages: 0, current_page: 1, page_size: 20, data: [] });
    const unknown = await at.send('GET', '/message/count?push_ids=', undefined, token);
    at.succeeded(unknown, operation, { push_count: 0, feedback_count: 0 });
  }),
];
