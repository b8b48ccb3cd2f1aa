import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createMobileClient } from '../../../test/support/mobile.ts';
import { startPortico } from '../../../test/support/portico.ts';
import { DomainError } from '../errors.ts';

const at = await startPortico({ after });
const { feedback } = at.portico.house.core;
const { join } = createMobileClient(at);

test('feedback: of many categories with one name made at once exactly one is kept', async () => {
  const create = () => feedback.createCategory({ name: '唯一', description: '' }, { actor: 'test' });
  const outcomes = await Promise.allSettled(Array.from({ length: 10 }, create));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.equal(refused.length, 9);
  for (const { reason } of refused) assert.deepEqual(reason, new DomainError('feedback.category_taken'));
});

test('feedback: an answer makes it answered and goes to its author; an unknown one takes none', async () => {
  const { id: accountId } = await join();
  const { id } = await feedback.submit(accountId, { content: '内容', categoryId: null, contactPhone: '' });
  const { replies } = await feedback.reply({ feedbackId: id, content: '回复', managerId: 7 });
  assert.deepEqual(
    replies.map((reply) => [reply.account_id, reply.manager_id, reply.is_read]),
    [[accountId, 7, 0]],
  );
  const { rows } = await feedback.list(accountId, { offset: 0, limit: 1 });
  assert.equal(rows[0]?.status, 1);
  const unknown = feedback.reply({ feedbackId: 999_999, content: '回复', managerId: 7 });
  await assert.rejects(unknown, new DomainError('feedback.not_found'));
  assert.equal(await feedback.countUnreadReplies(accountId), 1);
});

test('feedback: nothing is left of it once its author is deleted', async () => {
  const { id: accountId } = await join();
  const { id } = await feedback.submit(accountId, { content: '内容', categoryId: null, contactPhone: '' });
  await feedback.reply({ feedbackId: id, content: '回复', managerId: 1 });
  await at.portico.house.core.accounts.remove(accountId, 'test');
  assert.equal((await feedback.list(accountId, { offset: 0, limit: 1 })).total, 0);
  assert.equal(await feedback.countUnreadReplies(accountId), 0);
});
