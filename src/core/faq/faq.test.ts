import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import type { Database } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import { createFaq, type Faq } from './faq.ts';

const by = { actor: 'account:1' };
const wholeList = { offset: 0, limit: 100 };

function openFaq(db: Database): { faq: Faq; recorded: string[] } {
  const recorded: string[] = [];
  const audit = {
    record: async (_tx: unknown, { action, target }: { action: string; target: string }) => {
      recorded.push(`${action} ${target}`);
    },
  } as unknown as Audit;
  return { faq: createFaq({ db, clock: { now: () => Date.now() }, audit }), recorded };
}

const write = async (faq: Faq, titles: string, category = ''): Promise<number[]> => {
  const ids = [];
  for (const title of titles) ids.push((await faq.create({ title, content: '内容', category }, by)).id);
  return ids;
};
const titles = async (faq: Faq): Promise<string> => (await faq.list(wholeList)).rows.map(({ title }) => title).join('');

test('faq: newest first until they are put in order; a new one comes before all others then too', async (t) => {
  const { faq } = openFaq((await openTestDatabase(t)).db);
  const [a, b, c] = (await write(faq, 'abc')) as [number, number, number];
  assert.equal(await titles(faq), 'cba');
  await faq.reorder([a, b, c], by);
  assert.equal(await titles(faq), 'abc');
  await write(faq, 'd');
  assert.equal(await titles(faq), 'dabc');
});

test('faq: an order of some leaves all others where they are, and is no change of the questions', async (t) => {
  const { faq, recorded } = openFaq((await openTestDatabase(t)).db);
  const [a, , c, , e] = (await write(faq, 'aXcYe')) as [number, number, number, number, number];
  assert.equal(await titles(faq), 'eYcXa');
  const before = await faq.get(a);
  await faq.reorder([c, a, e], by);
  assert.equal(await titles(faq), 'cYaXe');
  assert.equal((await faq.get(a)).updated_at, before.updated_at);
  assert.equal(recorded.at(-1), 'faq.reordered faqs');
});

test('faq: an order with one twice or one that is gone moves nothing', async (t) => {
  const { faq } = openFaq((await openTestDatabase(t)).db);
  const [a, b, c] = (await write(faq, 'abc')) as [number, number, number];
  await assert.rejects(faq.reorder([a, b, c, 99], by), new DomainError('faq.not_found'));
  await assert.rejects(faq.reorder([a, b, a], by), { code: 'request.invalid_fields' });
  assert.equal(await titles(faq), 'cba');
});

test('faq: two orders at once leave every question in the list, each on a place of its own', async (t) => {
  const { db } = await openTestDatabase(t);
  const { faq } = openFaq(db);
  const ids = await write(faq, 'abcdef');
  await Promise.all([faq.reorder(ids, by), faq.reorder([...ids].reverse(), by), faq.reorder(ids.slice(2), by)]);
  const rows = await db.selectFrom('faqs').select('position').execute();
  assert.equal(new Set(rows.map(({ position }) => position)).size, 6);
});

test('faq: is changed and deleted by who saw its newest version; only what is told changes', async (t) => {
  const { faq, recorded } = openFaq((await openTestDatabase(t)).db);
  const entry = await faq.create({ title: '标题', content: '内容', category: '账号' }, by);
  const changed = await faq.change(entry.id, { content: '新内容' }, { by, version: entry.updated_at });
  assert.deepEqual([changed.title, changed.content, changed.category], ['标题', '新内容', '账号']);
  for (const stale of [
    () => faq.change(entry.id, { title: 'x' }, { by, version: entry.updated_at }),
    () => faq.remove(entry.id, { by, version: entry.updated_at }),
  ]) {
    await assert.rejects(stale, new DomainError('request.version_changed'));
  }
  await faq.remove(entry.id, { by, version: changed.updated_at });
  await assert.rejects(faq.get(entry.id), new DomainError('faq.not_found'));
  assert.deepEqual(recorded, [`faq.created faq:1`, `faq.changed faq:1`, `faq.deleted faq:1`]);
});

test('faq: categories are what questions name; renaming one moves its questions, and joins them with another', async (t) => {
  const { faq } = openFaq((await openTestDatabase(t)).db);
  await write(faq, 'ab', '账号');
  await write(faq, 'c', '登录');
  assert.deepEqual(await faq.listCategories(), [
    { name: '登录', entries: 1 },
    { name: '账号', entries: 2 },
  ]);
  assert.equal(await faq.renameCategory('登录', '账号', by), 1);
  assert.deepEqual(await faq.listCategories(), [{ name: '账号', entries: 3 }]);
  await assert.rejects(faq.renameCategory('登录', '账号', by), new DomainError('faq.not_found'));
});

test('faq: pages of all and of one category tile the list', async (t) => {
  const { faq } = openFaq((await openTestDatabase(t)).db);
  await write(faq, 'abc', '甲');
  await write(faq, 'de', '乙');
  for (const [category, whole] of [
    [undefined, 'edcba'],
    ['甲', 'cba'],
  ] as const) {
    let seen = '';
    let position: number | undefined;
    for (;;) {
      const page = await faq.listAfter({ position, category, limit: 2 });
      seen += page.map(({ title }) => title).join('');
      if (page.length === 0) break;
      position = page.at(-1)?.position;
    }
    assert.equal(seen, whole);
  }
});
