import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { afterEachStatement } from '../../../test/support/after-each-statement.ts';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { testOnSqlite } from '../../../test/support/tested-database.ts';
import { DomainError } from '../errors.ts';
import { createFeedbackCategories } from './categories.ts';
import type { InboxEntry, InboxPosition } from './feedback.ts';
import { type InboxFilter, rangeQuery } from './inbox.store.ts';

const at = await startPortico({ after });
const { database } = at.portico.house;
const { feedback, cannedAnswers, audit } = at.portico.house.core;
const { join } = createMobileClient(at);
const by = { actor: 'account:1', address: '192.0.2.1' };

const submit = async (accountId: number, content: string, categoryId: number | null = null): Promise<number> =>
  (await feedback.submit(accountId, { content, categoryId, contactPhone: '' })).id;
const list = async (filter: InboxFilter & { unseenOnly?: boolean } = {}): Promise<string[]> =>
  (await feedback.listInbox({ filter, limit: 100 })).map(({ content }) => content);

async function emptyInbox(): Promise<void> {
  await database.deleteFrom('feedback').execute();
}

test('inbox: what nobody has seen comes first, each part newest first, and pages tile it', async () => {
  await emptyInbox();
  const { id } = await join();
  const ids = [];
  for (const content of ['1', '2', '3', '4', '5', '6', '7']) ids.push(await submit(id, content));
  for (const index of [1, 2, 5]) await feedback.setSeen(ids[index] as number, true, by);
  assert.deepEqual(await list(), ['7', '5', '4', '1', '6', '3', '2']);
  assert.deepEqual(await list({ unseenOnly: true }), ['7', '5', '4', '1']);
  assert.equal(await feedback.countUnseen(), 4);
  for (const limit of [1, 2, 3, 4, 6]) {
    const seen: string[] = [];
    let after: InboxPosition | undefined;
    for (;;) {
      const page: InboxEntry[] = await feedback.listInbox({ filter: {}, after, limit });
      seen.push(...page.map(({ content }) => content));
      const last = page.at(-1);
      if (!last) break;
      after = { isSeen: last.is_seen, id: last.id };
    }
    assert.deepEqual(seen, ['7', '5', '4', '1', '6', '3', '2'], `by ${limit}`);
  }
  await feedback.setSeen(ids[5] as number, false, by);
  assert.deepEqual((await list()).slice(0, 2), ['7', '6']);
});

test('inbox: filters by status, category, none of them, and account, alone and together', async () => {
  await emptyInbox();
  const [one, other] = [await join(), await join()];
  const category = await feedback.createCategory({ name: '筛选', description: '' }, by);
  const a = await submit(one.id, 'a', category.id);
  await submit(one.id, 'b');
  await submit(other.id, 'c', category.id);
  await feedback.reply({ feedbackId: a, content: '回复', managerId: 1 });
  assert.deepEqual(await list({ status: 1 }), ['a']);
  assert.deepEqual(await list({ status: 0 }), ['c', 'b']);
  assert.deepEqual(await list({ categoryId: category.id }), ['c', 'a']);
  assert.deepEqual(await list({ categoryId: null }), ['b']);
  assert.deepEqual(await list({ accountId: one.id }), ['b', 'a']);
  assert.deepEqual(await list({ accountId: one.id, categoryId: category.id }), ['a']);
  assert.deepEqual(await list({ accountId: one.id, categoryId: category.id, status: 0 }), []);
  const [entry] = await feedback.listInbox({ filter: { status: 1 }, limit: 1 });
  assert.deepEqual([entry?.author_name, entry?.category_name], [`#${one.id}`, '筛选']);
});

test('inbox: seeing is no change that the author is told of; an answer is, and marks it seen', async () => {
  await emptyInbox();
  const { id: accountId } = await join();
  const id = await submit(accountId, '内容');
  const { feedback: before } = await feedback.getThread(id);
  await feedback.setSeen(id, true, by);
  await feedback.setSeen(id, true, by);
  await feedback.setSeen(id, false, by);
  assert.deepEqual((await feedback.getThread(id)).feedback, before);
  const answers = [
    feedback.reply({ feedbackId: id, content: '甲', managerId: 1 }, { by, version: before.updated_at }),
    feedback.reply({ feedbackId: id, content: '乙', managerId: 1 }, { by, version: before.updated_at }),
  ];
  const outcomes = await Promise.allSettled(answers);
  const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
  const loser = outcomes[1 - winner];
  assert.deepEqual(loser?.status === 'rejected' && loser.reason, new DomainError('request.version_changed'));
  const thread = await feedback.getThread(id);
  assert.deepEqual([thread.feedback.status, thread.feedback.is_seen], [1, 1]);
  await feedback.reply({ feedbackId: id, content: '丙', managerId: 1 }, { by, version: thread.feedback.updated_at });
  const { replies } = await feedback.getThread(id);
  assert.deepEqual(
    replies.map(({ content, manager_name }) => [content, manager_name]),
    [
      [winner === 0 ? '甲' : '乙', 'owner'],
      ['丙', 'owner'],
    ],
  );
  const log = database.selectFrom('audit_log').select(['action', 'address']).where('target', '=', `feedback:${id}`);
  assert.deepEqual(
    (await log.orderBy('id').execute()).map(({ action, address }) => `${action} ${address}`),
    ['seen', 'unseen', 'replied', 'replied'].map((action) => `feedback.${action} 192.0.2.1`),
  );
  for (const lost of [() => feedback.getThread(999_999), () => feedback.setSeen(999_999, true, by)]) {
    await assert.rejects(lost, new DomainError('feedback.not_found'));
  }
});

test('feedback categories: are renamed and deleted; what was filed under a deleted one is kept, however much that is', async () => {
  await emptyInbox();
  const { id: accountId } = await join();
  const [kept, gone] = [
    await feedback.createCategory({ name: '保留', description: '' }, by),
    await feedback.createCategory({ name: '删除', description: '说明' }, by),
  ];
  const taken = feedback.changeCategory(gone.id, { name: '保留' }, { by });
  await assert.rejects(taken, new DomainError('feedback.category_taken'));
  const renamed = await feedback.changeCategory(gone.id, { name: '改名' }, { by, version: gone.updated_at });
  assert.deepEqual([renamed.name, renamed.description], ['改名', '说明']);
  const same = await feedback.changeCategory(gone.id, { name: '改名', description: '' }, { by });
  assert.ok(same.updated_at > renamed.updated_at);
  await sql`insert into feedback (account_id, content, category_id, contact_phone, created_at, updated_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1100)
    select ${accountId}, n, ${gone.id}, '', 0, 0 from numbers`.execute(database);
  assert.equal((await feedback.getUsedCategory(gone.id)).uses, 1000);
  assert.equal((await feedback.getUsedCategory(kept.id)).uses, 0);
  const stale = feedback.removeCategory(gone.id, { by, version: gone.updated_at });
  await assert.rejects(stale, new DomainError('request.version_changed'));
  assert.equal((await feedback.getUsedCategory(gone.id)).uses, 1000);
  await feedback.removeCategory(gone.id, { by, version: same.updated_at });
  assert.equal((await feedback.list(accountId, { offset: 0, limit: 1 })).total, 1100);
  assert.equal((await list({ categoryId: null })).length, 100);
  for (const lost of [
    () => feedback.removeCategory(gone.id, { by }),
    () => feedback.changeCategory(gone.id, { name: 'x' }, { by }),
    () => feedback.getUsedCategory(gone.id),
  ]) {
    await assert.rejects(lost, new DomainError('feedback.category_not_found'));
  }
});

test('canned answers: are kept, changed by who saw their newest version, and deleted', async () => {
  const answer = await cannedAnswers.create({ title: '致谢', content: '{name}，感谢反馈。' }, by);
  const changed = await cannedAnswers.change(answer.id, { title: '感谢' }, { by, version: answer.updated_at });
  assert.deepEqual([changed.title, changed.content], ['感谢', '{name}，感谢反馈。']);
  const stale = cannedAnswers.change(answer.id, { title: '又' }, { by, version: answer.updated_at });
  await assert.rejects(stale, new DomainError('request.version_changed'));
  const second = await cannedAnswers.create({ title: '稍候', content: '处理中。' }, by);
  const first = await cannedAnswers.list({ limit: 1 });
  assert.deepEqual(first, [changed]);
  assert.deepEqual(await cannedAnswers.list({ afterId: changed.id, limit: 5 }), [second]);
  await cannedAnswers.remove(answer.id, { by, version: changed.updated_at });
  await assert.rejects(cannedAnswers.get(answer.id), new DomainError('canned_answer.not_found'));
});

test('feedback categories: a deletion that has begun is not kept up by a change, and is in the log from its beginning', async () => {
  const { id: accountId } = await join();
  const { id, updated_at: version } = await feedback.createCategory({ name: '竞争', description: '' }, by);
  await sql`insert into feedback (account_id, content, category_id, contact_phone, created_at, updated_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 5000)
    select ${accountId}, n, ${id}, '', 0, 0 from numbers`.execute(database);
  const log = database.selectFrom('audit_log').select('action').where('target', '=', `feedback-category:${id}`);
  const actions = async () => (await log.orderBy('id').execute()).map(({ action }) => action.split('.')[1]);
  const unfiling = Promise.withResolvers<void>();
  const mayGoOn = Promise.withResolvers<void>();
  const held = afterEachStatement(database, async ({ numAffectedRows = 0n }) => {
    // Nothing else of the deletion changes more than one row.
    if (numAffectedRows <= 1n) return;
    unfiling.resolve();
    await mayGoOn.promise;
  });
  const removal = createFeedbackCategories({ db: held, clock: at.clock, audit }).removeCategory(id, { by, version });
  await Promise.race([unfiling.promise, removal]);
  const change = feedback.changeCategory(id, { name: '改' }, { by });
  const stale = feedback.changeCategory(id, { name: '旧' }, { by, version });
  const [changed, refused] = await Promise.allSettled([change, stale]);
  mayGoOn.resolve();
  await removal;
  assert.deepEqual([changed.status, refused.status], ['fulfilled', 'rejected']);
  await assert.rejects(feedback.getUsedCategory(id), new DomainError('feedback.category_not_found'));
  assert.deepEqual(await actions(), ['created', 'emptied', 'changed', 'deleted']);
});

testOnSqlite('inbox: every page is read through an index that holds its order, whatever is filtered', async () => {
  const expected: Array<[InboxFilter, RegExp]> = [
    [{}, /feedback_by_seen \(is_seen=\? AND id<\?\)/],
    [{ status: 0 }, /feedback_by_status \(status=\? AND is_seen=\? AND id<\?\)/],
    [{ categoryId: 1 }, /feedback_by_category \(category_id=\? AND is_seen=\? AND id<\?\)/],
    [{ categoryId: null }, /feedback_by_category \(category_id=\? AND is_seen=\? AND id<\?\)/],
    [{ categoryId: 1, status: 1 }, /feedback_by_category_status \(category_id=\? AND status=\? AND is_seen=\? AND /],
    [{ accountId: 1 }, /feedback_by_account \(account_id=\? AND id<\?\)/],
    [{ accountId: 1, categoryId: 1, status: 1 }, /feedback_by_account \(account_id=\? AND id<\?\)/],
  ];
  for (const [filter, index] of expected) {
    const plan = await planOf(filter);
    assert.match(plan[0] ?? '', index);
    assert.ok(!plan.some((step) => /SCAN|TEMP B-TREE/.test(step)), plan.join('; '));
  }
});

async function planOf(filter: InboxFilter): Promise<string[]> {
  const query = rangeQuery(database, filter, { isSeen: 0, beforeId: 5, limit: 50 });
  const steps = await query.explain<{ detail: string }>(undefined, sql`query plan`);
  return steps.map(({ detail }) => detail);
}
