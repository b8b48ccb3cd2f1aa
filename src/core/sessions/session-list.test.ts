import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caller, dayMs, openTestSessions, start } from '../../../test/support/sessions.ts';
import { transact } from '../../db/database.ts';
import type { ListedSession, SessionPosition } from './sessions.ts';

test('session list: live ones come first, each part newest first, page by page as all at once, and nobody else’s', async (context) => {
  const { clock, account, join, sessions, openJwt } = await openTestSessions(context);
  const list = (limit: number, after?: SessionPosition) => sessions.listOf(account.id, { after, limit });
  const expired = (await openJwt('desktop')).session;
  clock.at += dayMs;
  const ended = (await openJwt('staff')).session;
  const [older, newer] = [(await openJwt('blog')).session, (await openJwt('blog')).session];
  await sessions.end(ended.id, 'operator');
  await openJwt('blog', await join('another'));
  const all = await list(9);
  assert.deepEqual(
    all.map(({ id, isLive }) => [id, isLive]),
    [
      [newer.id, true],
      [older.id, true],
      [ended.id, false],
      [expired.id, false],
    ],
  );
  for (const size of [1, 2, 3]) {
    const paged: ListedSession[] = [];
    for (let page = await list(size); page.length > 0; page = await list(size, paged.at(-1))) {
      assert.ok(page.length <= size);
      paged.push(...page);
    }
    assert.deepEqual(paged, all, `${size} at a time`);
  }
});

test('session list: each is told with its door, its device, where it came from, its times and why it ended', async (context) => {
  const { clock, account, sessions, openJwt } = await openTestSessions(context);
  const { session } = await openJwt('staff');
  clock.at += 1;
  await sessions.end(session.id, 'operator');
  const { address, userAgent } = caller;
  const from = { id: session.id, contract: 'staff', address, userAgent, createdAt: start, lastSeenAt: start };
  assert.deepEqual(await sessions.listOf(account.id, { after: undefined, limit: 9 }), [
    { ...from, usableUntil: start + dayMs, endedAt: start + 1, endReason: 'operator', isLive: false },
  ]);
});

test('session list: a mobile one is live as long as its refresh token can prolong it, any other as long as its own', async (context) => {
  const { clock, account, sessions, openJwt, openOpaque } = await openTestSessions(context);
  await openOpaque();
  await openJwt('blog');
  await openJwt('desktop');
  const live = async (at: number) => {
    clock.at = at;
    const listed = await sessions.listOf(account.id, { after: undefined, limit: 9 });
    return listed.filter(({ isLive }) => isLive).map(({ contract }) => contract);
  };
  assert.deepEqual(await live(start + dayMs - 1), ['desktop', 'blog', 'mobile']);
  assert.deepEqual(await live(start + dayMs), ['blog', 'mobile']);
  assert.deepEqual(await live(start + 30 * dayMs - 1), ['blog', 'mobile']);
  assert.deepEqual(await live(start + 30 * dayMs), []);
});

test('session list: one session of an account is ended, and no other account’s can be named', async (context) => {
  const { db, account, join, sessions, openJwt } = await openTestSessions(context);
  const [gone, stays] = [await openJwt(), await openJwt()];
  const { id: stranger } = await join('stranger');
  const end = (accountId: number) => transact(db, (tx) => sessions.endOf(tx, accountId, gone.session.id, 'operator'));
  assert.deepEqual([await end(stranger), await end(account.id), await end(account.id)], [false, true, false]);
  await assert.rejects(sessions.authenticateJwt('desktop', gone.token), { code: 'session.revoked' });
  assert.ok(await sessions.authenticateJwt('desktop', stays.token));
  const row = db.selectFrom('sessions').select(['end_reason', 'ended_at']).where('id', '=', gone.session.id);
  assert.deepEqual(await row.execute(), [{ end_reason: 'operator', ended_at: start }]);
});
