import type { Case } from '../run/case.ts';
import type { Need } from '../run/not-run.ts';
import { NotRun } from '../run/not-run.ts';
import { type Answer, numberAt, rowsAt } from '../wire/answer.ts';
import { json, query } from '../wire/bodies.ts';
import { type MobileClient, reads } from './client.ts';

/** A list of the contract, and what its first row is called. */
interface List {
  name: string;
  path: string;
  operation: string;
  /** What makes a row, where only the server's keeper can. */
  need: Need;
  make(at: MobileClient): Promise<void> | undefined;
  /** Whether operators may have put its rows in another order than by their ids (M13). */
  isOrdered?: boolean;
}

const lists: readonly List[] = [
  {
    name: 'GET faq',
    path: '/faq',
    operation: 'GET /api/faq',
    need: 'faq',
    make: (at) => at.supplies.fixtures.faq?.(),
    isOrdered: true,
  },
  {
    name: 'GET feedback_category',
    path: '/feedback_category',
    operation: 'GET /api/feedback_category',
    need: 'feedbackCategory',
    make: (at) => at.supplies.fixtures.feedbackCategory?.(),
  },
  {
    name: 'GET feedback',
    path: '/feedback',
    operation: 'GET /api/feedback',
    need: 'feedback',
    make: submitOne,
  },
  {
    name: 'GET push/log',
    path: '/push/log',
    operation: 'GET /api/push/log',
    need: 'push',
    make: (at) => at.supplies.fixtures.push?.(),
  },
];

/** The lists of the contract (M8, M11, M12). */
export const listCases: readonly Case[] = lists.flatMap(casesOf);

function casesOf(list: List): Case[] {
  const { name, path, operation } = list;
  const ask = async (at: MobileClient, fields: object): Promise<Answer> =>
    at.send('GET', `${path}?${query(fields as Record<string, unknown>)}`, undefined, await at.anyToken());
  return [
    reads(`${name}: the first page, of 20 unless told`, `${path}, M8`, async (at) => {
      const answer = await at.send('GET', path, undefined, await at.anyToken());
      const total = numberAt(answer, 'data.total');
      const pages = Math.ceil(total / 20);
      at.succeeded(answer, operation, { pages, current_page: 1, page_size: 20 });
      expectRows(at, answer, Math.min(20, total));
    }),
    reads(`${name}: every field of a row`, `${path}`, async (at) => {
      const answer = await withRow(at, list);
      at.succeeded(answer, operation, {});
      for (const [index, row] of rowsAt(answer, 'data.data').entries()) {
        if (String(row.created_at) <= String(row.updated_at)) continue;
        const where = `body.data.data.${index}.updated_at`;
        at.talk.note(answer, {
          where,
          kind: 'value',
          expected: `not before ${row.created_at}`,
          found: String(row.updated_at),
        });
      }
    }),
    reads(`${name}: pages tile the list, newest first, and a page past the end is empty`, `M8`, async (at) => {
      const first = await withRow(at, list);
      const total = numberAt(first, 'data.total');
      const ids: unknown[] = [];
      for (let page = 1; page <= Math.min(total, 4); page += 1) {
        const answer = await ask(at, { page_no: page, page_size: 1 });
        at.succeeded(answer, operation, { total, pages: total, current_page: page, page_size: 1 });
        expectRows(at, answer, 1);
        ids.push(rowsAt(answer, 'data.data')[0]?.id);
      }
      const listed = rowsAt(first, 'data.data').map((row) => row.id);
      const expected = list.isOrdered
        ? listed.slice(0, ids.length)
        : ids.toSorted((one, other) => Number(other) - Number(one));
      if (JSON.stringify(expected) !== JSON.stringify(ids)) {
        const [shown, found] = [JSON.stringify(expected), JSON.stringify(ids)];
        at.talk.note(first, { where: 'body.data.data', kind: 'value', expected: shown, found });
      }
      const past = await ask(at, { page_no: total + 1, page_size: 1 });
      at.succeeded(past, operation, { total, pages: total, current_page: total + 1, page_size: 1, data: [] });
    }),
    reads(`${name}: page_size goes to 100, and parameters may come in a GET body`, 'M8, M13', async (at) => {
      at.succeeded(await ask(at, { page_no: '1', page_size: '100' }), operation, { current_page: 1, page_size: 100 });
      const body = json({ page_no: 2, page_size: '5' });
      const answer = await at.send('GET', path, body, await at.anyToken());
      at.succeeded(answer, operation, { current_page: 2, page_size: 5 });
    }),
    reads(`${name}: a page_no or page_size that breaks its rule is 10005`, 'M8', async (at) => {
      for (const value of ['0', '-1', 'x', '1.5', '9'.repeat(20)]) {
        at.refused(await ask(at, { page_no: value }), 10005);
        at.refused(await ask(at, { page_size: value }), 10005);
      }
      at.refused(await ask(at, { page_size: '101' }), 10005);
    }),
  ];
}

function expectRows(at: MobileClient, answer: Answer, count: number): void {
  const rows = rowsAt(answer, 'data.data');
  if (rows.length === count || Number.isNaN(count)) return;
  at.talk.note(answer, {
    where: 'body.data.data',
    kind: 'value',
    expected: `${count} rows`,
    found: `${rows.length} rows`,
  });
}

/** The list with at least one row; throws NotRun where there is none and none can be made. */
async function withRow(at: MobileClient, { path, make, need }: List): Promise<Answer> {
  const ask = async (): Promise<Answer> => at.send('GET', path, undefined, await at.anyToken());
  const answer = await ask();
  if (numberAt(answer, 'data.total') !== 0) return answer;
  const making = make(at);
  if (!making) throw new NotRun(need);
  await making;
  return ask();
}

/** The id of a row of a list; throws NotRun where there is none. */
export async function idIn(at: MobileClient, name: string): Promise<{ id: number; row: Record<string, unknown> }> {
  const list = lists.find((each) => each.name === name) as List;
  const answer = await withRow(at, list);
  const [row] = rowsAt(answer, 'data.data');
  if (!row) {
    at.succeeded(answer, list.operation, {});
    throw new NotRun(list.need);
  }
  return { id: Number(row.id), row };
}

function submitOne(at: MobileClient): Promise<void> | undefined {
  if (!at.supplies.writes) return undefined;
  return at.supplies.once('mobile feedback', async () => {
    const answer = await at.send('POST', '/feedback', { feedback_content: 'portico verify' }, await at.anyToken());
    at.succeeded(answer, 'POST /api/feedback', { feedback_content: 'portico verify' });
  });
}
