import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createGauges } from './gauges.ts';

const minuteMs = 60_000;
const now = Date.parse('2026-07-15T04:20:00Z');
const { db } = await openTestDatabase({ after });
const gauges = createGauges({
  db,
  clock: { now: () => now },
  overdueAfterMs: () => 30 * minuteMs,
  countUnseenFeedback: async () => 1000,
  countDueVaultKeys: async () => 3,
  countFailedWebhooks: async () => 2,
});
const exactly = (count: number) => ({ count, capped: false });

test('gauges: nothing waits in a new directory', async () => {
  const { waitingApprovals, overdueDevices, deadJobs } = await gauges.read();
  assert.deepEqual([waitingApprovals, overdueDevices, deadJobs], [exactly(0), exactly(0), exactly(0)]);
  assert.equal(await gauges.isNew(), true);
});

test('gauges: what waits is counted, up to 999 and a plus', async () => {
  await sql`insert into accounts (created_at, updated_at, origin, status, role, openid, display_name, real_name, avatar,
      birthday, address, position, signature)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1500)
    select 0, 0, 'staff', case when n <= 999 then 'waiting' else 'active' end, 'user', n, '', '', '', '', '', '', ''
    from numbers`.execute(db);
  await sql`insert into jobs (kind, key, payload, run_at, created_at, retry_since, dead_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 1200)
    select 'email', '', '', 0, 0, 0, case when n <= 7 then n end from numbers`.execute(db);
  assert.equal(await gauges.isNew(), false);
  const before = await gauges.read();
  assert.deepEqual([before.waitingApprovals, before.deadJobs, before.dueVaultKeys], [999, 7, 3].map(exactly));
  assert.deepEqual(before.unreadFeedback, { count: 999, capped: true });
  await sql`update accounts set status = 'waiting'`.execute(db);
  assert.deepEqual((await gauges.read()).waitingApprovals, { count: 999, capped: true });
});

test('gauges: a device is overdue that is signed in and was silent for too long', async () => {
  const devices: Array<[silentMinutes: number, session: Record<string, number | null>]> = [
    [29, {}],
    [31, {}],
    [600, {}],
    [40, { ended_at: now }],
    [40, { expires_at: now }],
  ];
  for (const [silentMinutes, session] of devices) {
    const id = await openSession(session);
    await sql`insert into heartbeats (session_id, account_id, first_at, last_at, beats, address, user_agent)
      values (${id}, 1, 0, ${now - silentMinutes * minuteMs}, 1, '', '')`.execute(db);
  }
  assert.deepEqual((await gauges.read()).overdueDevices, exactly(2));
});

async function openSession({ ended_at = null, expires_at = now + 1 }: Record<string, number | null>): Promise<number> {
  const { rows } = await sql<{ id: number }>`insert into sessions
    (account_id, contract, created_at, expires_at, address, user_agent, last_seen_at, ended_at)
    values (1, 'desktop', 0, ${expires_at}, '', '', 0, ${ended_at}) returning id`.execute(db);
  return rows[0]?.id ?? assert.fail();
}
