import type { Case } from '../run/case.ts';
import { NotRun } from '../run/not-run.ts';
import { type Answer, numberAt, rowsAt, valueAt } from '../wire/answer.ts';
import { encodings } from '../wire/bodies.ts';
import { type MobileClient, reads, writes } from './client.ts';
import { idIn } from './lists.ts';

const noIds = ['abc', '1.5', '-1', '1e3', '99999999999999999999', '%00', '0x1', 'delete'];
const nobodysIds = ['0', '999999999', '9007199254740991'];
const submitOperation = 'POST /api/feedback';
const removeOperation = 'DELETE /api/feedback/:id';
const replyOperation = 'GET /api/feedback/reply/:feedback_id';

/** mobile `faq/{id}`, `feedback`, `push/log/{id}` and their like (M9, M11). */
export const recordCases: readonly Case[] = [
  ...[
    ['GET faq/{id}', 'GET', '/faq/'],
    ['GET push/log/{id}', 'GET', '/push/log/'],
    ['DELETE feedback/{id}', 'DELETE', '/feedback/'],
    ['GET feedback/reply', 'GET', '/feedback/reply/'],
  ].map(([name = '', method = '', path = '']) =>
    reads(`${name}: no integer is 10005, an id that nobody has 10001`, 'M9, M13', async (at) => {
      const token = await at.anyToken();
      for (const id of noIds) at.refused(await at.send(method, path + id, undefined, token), 10005);
      for (const id of nobodysIds) at.refused(await at.send(method, path + id, undefined, token), 10001);
    }),
  ),
  reads('GET faq/{id}: shows what the list shows', 'faq/{id}', async (at) => {
    const { id, row } = await idIn(at, 'GET faq');
    at.succeeded(await at.send('GET', `/faq/${id}`, undefined, await at.anyToken()), 'GET /api/faq/:id', row);
  }),
  reads('GET push/log/{id}: shows what the list shows, without the status', 'push/log/{id}', async (at) => {
    const { id, row } = await idIn(at, 'GET push/log');
    const { push_status: _, ...shown } = row;
    const answer = await at.send('GET', `/push/log/${id}`, undefined, await at.anyToken());
    at.succeeded(answer, 'GET /api/push/log/:id', shown);
  }),
  reads('POST feedback: content that breaks its rule, or an unknown category, is 10005', 'M13', async (at) => {
    const token = await at.anyToken();
    const right = { feedback_content: 'portico verify' };
    const wrong = [
      {},
      { feedback_content: '' },
      { feedback_content: null },
      { feedback_content: '字'.repeat(2001) },
      { ...right, contact_phone: '1'.repeat(33) },
      { ...right, feedback_category_id: 'x' },
      { ...right, feedback_category_id: 999_999_999 },
    ];
    for (const body of wrong) at.refused(await at.send('POST', '/feedback', body, token), 10005);
    for (const { encode } of encodings) at.refused(await at.send('POST', '/feedback', await encode({}), token), 10005);
  }),
  writes(
    'POST feedback: is kept, listed first and removed, in JSON, form and multipart',
    'feedback, M9, R4',
    async (at) => {
      const token = await at.anyToken();
      const me = valueAt(await at.send('GET', '/personal/info', undefined, token), 'data.id');
      for (const { name, encode } of encodings) {
        const fields = { feedback_content: `portico verify, ${name} & "引号"`, contact_phone: '18656660930' };
        const answer = await at.send('POST', '/feedback', await encode(fields), token);
        at.succeeded(answer, submitOperation, {
          ...fields,
          feedback_status: 0,
          feedback_category_id: null,
          user_id: me,
          updated_at: valueAt(answer, 'data.created_at'),
        });
        at.expectNow(answer, 'data.created_at');
        const list = await at.send('GET', '/feedback?page_size=1', undefined, token);
        at.succeeded(list, 'GET /api/feedback', { data: [valueAt(answer, 'data')] });
        await removeTwice(at, answer, token);
      }
    },
  ),
  writes('POST feedback: with a category, and without a contact', 'feedback, M13', async (at) => {
    const { id } = await idIn(at, 'GET feedback_category');
    const token = await at.anyToken();
    const most = { feedback_content: '字'.repeat(2000), contact_phone: '1'.repeat(32) };
    await removeTwice(at, await at.send('POST', '/feedback', most, token), token);
    const fields = { feedback_content: 'portico verify', feedback_category_id: id };
    const answer = await at.send('POST', '/feedback', fields, token);
    at.succeeded(answer, submitOperation, { ...fields, contact_phone: '' });
    const list = await at.send('GET', '/feedback?page_size=1', undefined, token);
    at.succeeded(list, 'GET /api/feedback', { data: [valueAt(answer, 'data')] });
    await removeTwice(at, answer, token);
  }),
  writes('DELETE feedback/{id}: what others wrote does not exist for the caller', 'M9', async (at) => {
    const [one, other] = [await at.join(), await at.join()];
    const answer = await at.send('POST', '/feedback', { feedback_content: 'portico verify' }, one.token);
    at.succeeded(answer, submitOperation, {});
    const path = `/feedback/${numberAt(answer, 'data.id')}`;
    at.refused(await at.send('DELETE', path, undefined, other.token), 10001);
    at.refused(await at.send('GET', path.replace('k/', 'k/reply/'), undefined, other.token), 10001);
    at.succeeded(await at.send('GET', '/feedback', undefined, other.token), 'GET /api/feedback', {
      total: 0,
      pages: 0,
      data: [],
    });
    at.succeeded(await at.send('DELETE', path, undefined, one.token), removeOperation, {});
  }),
  writes(
    'GET feedback/reply: no reply yet is 10001; a reply is shown as it stood and is read by it',
    'M9',
    async (at) => {
      const token = await at.anyToken();
      const submitted = await at.send('POST', '/feedback', { feedback_content: 'portico verify' }, token);
      at.succeeded(submitted, submitOperation, {});
      const id = numberAt(submitted, 'data.id');
      const read = (): Promise<Answer> => at.send('GET', `/feedback/reply/${id}`, undefined, token);
      at.refused(await read(), 10001);
      if (!at.supplies.fixtures.reply) {
        await removeTwice(at, submitted, token);
        throw new NotRun('reply');
      }
      await at.supplies.fixtures.reply(id);
      const count = await at.send('GET', '/message/count?push_ids=', undefined, token);
      const unread = numberAt(count, 'data.feedback_count');
      const first = await read();
      at.succeeded(first, replyOperation, { feedback_id: id, is_read: false });
      at.succeeded(await read(), replyOperation, {
        ...(valueAt(first, 'data') as object),
        is_read: true,
        updated_at: /./,
      });
      const after = await at.send('GET', '/message/count?push_ids=', undefined, token);
      at.succeeded(after, 'GET /api/message/count', { feedback_count: unread - 1 });
      const answered = await at.send('GET', '/feedback', undefined, token);
      at.succeeded(answered, 'GET /api/feedback', {});
      const status = rowsAt(answered, 'data.data').find((row) => row.id === id)?.feedback_status;
      if (status !== 1)
        at.talk.note(answered, {
          where: 'body.data.data.0.feedback_status',
          kind: 'value',
          expected: '1',
          found: String(status),
        });
    },
  ),
  reads('GET feedback/reply: a reply that was read before', 'feedback/reply', async (at) => {
    const token = await at.anyToken();
    const list = await at.send('GET', '/feedback?page_size=100', undefined, token);
    const answered = rowsAt(list, 'data.data').find((row) => row.feedback_status === 1);
    if (!answered) throw new NotRun('reply');
    const head = await at.send('GET', `/feedback/reply/${answered.id}`, undefined, token);
    at.succeeded(head, replyOperation, { feedback_id: answered.id });
  }),
];

async function removeTwice(at: MobileClient, submitted: Answer, token: string): Promise<void> {
  const path = `/feedback/${numberAt(submitted, 'data.id')}`;
  at.succeeded(await at.send('DELETE', path, undefined, token), removeOperation, {});
  at.refused(await at.send('DELETE', path, undefined, token), 10001);
}
