import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { migrate, withoutAuditLog } from '../src/db/migrate.ts';
import { signInAtConsole } from './support/management.ts';
import { startPortico } from './support/portico.ts';
import { createTestData, openByAddress } from './support/tested-database.ts';

const then = Date.parse('2026-01-02T03:04:05Z');
const times = sql`${then}, ${then}`;

/** What the first release had of messages: schema version 1. */
async function createMessages(address: string): Promise<void> {
  const database = openByAddress(address);
  await migrate(database, then, { through: 1, ...withoutAuditLog });
  const run = async (statement: ReturnType<typeof sql>): Promise<void> => {
    await statement.execute(database);
  };
  for (const [id, clearedThrough] of [
    [1, 1],
    [2, 0],
  ]) {
    await run(sql`insert into accounts (created_at, updated_at, origin, status, role, openid, display_name, real_name,
        avatar, birthday, address, position, signature, pushes_cleared_through)
      values (${times}, 'mobile', 'active', 'user', ${`openid-${id}`}, '', '', '', '', '', '', '', ${clearedThrough})`);
  }
  for (const title of ['一', '二', '三']) {
    await run(sql`insert into faqs (title, content, category, external_link, created_at, updated_at)
      values (${title}, '', '', '', ${times})`);
  }
  for (const status of [0, 1]) {
    await run(sql`insert into feedback (account_id, content, status, contact_phone, created_at, updated_at)
      values (1, ${`状态 ${status}`}, ${status}, '', ${times})`);
  }
  for (const scope of [0, 0, 1]) {
    await run(sql`insert into pushes (title, body, scope, manager_id, status, created_at, updated_at)
      values ('标题', '内容', ${scope}, 1, 1, ${times})`);
  }
  await run(sql`insert into push_recipients (push_id, account_id) values (3, 1), (3, 2)`);
  await database.destroy();
}

const data = await createTestData();
await createMessages(data.address);
const portico = await startPortico(
  { after },
  { ...data.environment, PORTICO_SECRET_KEY: 'a-root-key-of-more-than-32-characters' },
);
after(data.remove);
const owner = await signInAtConsole(portico);
const { pushes } = portico.portico.house.core;

test('upgrade: questions stay newest first, feedback that was answered is no unread one', async () => {
  const { items } = (await owner.call('GET', '/faqs')).body;
  assert.deepEqual(
    items.map((faq: { title: string }) => faq.title),
    ['三', '二', '一'],
  );
  const inbox = (await owner.call('GET', '/feedback')).body.items;
  assert.deepEqual(
    inbox.map((feedback: { content: string; seen: boolean }) => [feedback.content, feedback.seen]),
    [
      ['状态 0', false],
      ['状态 1', true],
    ],
  );
});

test('upgrade: pushes stay in the log, cleared ones stay cleared, and new ones come after them', async () => {
  const log = async (id: number, pushes_cleared_through: number) =>
    (await pushes.list({ id, pushes_cleared_through }, { offset: 0, limit: 10 })).rows.map((push) => push.id);
  assert.deepEqual(
    [await log(1, 1), await log(2, 0)],
    [
      [3, 2],
      [3, 2, 1],
    ],
  );
  const { body } = await owner.call('POST', '/pushes', { body: { title: '新', body: '新', to: 'everyone' } });
  assert.deepEqual(
    [await log(1, 1), await log(2, 0)],
    [
      [body.id, 3, 2],
      [body.id, 3, 2, 1],
    ],
  );
  const { state, recipientCount, releasedAt } = (await owner.call('GET', '/pushes/3')).body;
  assert.deepEqual([state, recipientCount, releasedAt], ['sent', 2, new Date(then).toISOString()]);
});
