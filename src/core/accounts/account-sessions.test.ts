import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { until } from '../../../test/support/until.ts';
import { transact } from '../../db/database.ts';
import type { JwtContract } from '../sessions/sessions.ts';
import type { Account } from './accounts.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { accountSessions, sessions } = core;
// After a jump of the clock it might remove a session before a test has looked.
await at.portico.house.sweeper.stop();
const by = { actor: 'account:1', address: '203.0.113.1', mayChangeOperators: false };
const caller = { address: '203.0.113.9', userAgent: 'a browser', exemptFromAddressLimits: true };
const dayMs = 86_400_000;

const join = (): Promise<Account> =>
  transact(database, (tx) => core.accounts.create(tx, { origin: 'staff', staffApproved: true }));
const open = (account: Account, contract: JwtContract = 'blog') =>
  transact(database, (tx) => sessions.open(tx, account, contract, caller));
const list = ({ id }: Account, limit = 100) => accountSessions.list(id, { after: undefined, limit });

test('sessions of an account: live ones first, newest first, each with its device, contract, address and times', async () => {
  const account = await join();
  const ended = await open(account);
  const old = await open(account, 'desktop');
  at.clock.advance(dayMs);
  const live = await open(account);
  const newest = await open(account);
  await sessions.end(ended.id, 'sign-out');
  await open(await join());

  const found = await list(account);
  assert.deepEqual(
    found.map(({ id, isLive, endReason }) => [id, isLive, endReason]),
    [
      [newest.id, true, null],
      [live.id, true, null],
      [old.id, false, null],
      [ended.id, false, 'sign-out'],
    ],
  );
  const [first] = found;
  assert.deepEqual(
    [first?.contract, first?.userAgent, first?.address, first?.usableUntil],
    ['blog', caller.userAgent, caller.address, newest.expiresAt],
  );

  const paged = [];
  for (let after: { isLive: boolean; id: number } | undefined; ; ) {
    const page = await accountSessions.list(account.id, { after, limit: 1 });
    paged.push(...page);
    after = page.at(-1);
    if (!after) break;
  }
  assert.deepEqual(paged, found, 'page by page the same');
  await assert.rejects(accountSessions.list(999_999, { after: undefined, limit: 1 }), { code: 'account.not_found' });
});

test('sessions of an account: a mobile one is live as long as its refresh token, and ends with both', async () => {
  const account = await join();
  const tokens = await transact(database, (tx) => sessions.openOpaque(tx, account, 'mobile', caller));
  at.clock.advance(10 * dayMs);
  const [session] = await list(account);
  assert.equal(session?.isLive, true);
  await accountSessions.end(account.id, session?.id as number, by);
  await assert.rejects(sessions.refresh('mobile', tokens.refreshToken), { code: 'session.revoked' });
  const again = await transact(database, (tx) => sessions.openOpaque(tx, account, 'mobile', caller));
  at.clock.advance(30 * dayMs + 1000);
  assert.deepEqual(
    (await list(account)).map(({ isLive }) => isLive),
    [false, false],
  );
  await assert.rejects(sessions.refresh('mobile', again.refreshToken), { code: 'session.expired' });
});

test('sessions of an account: one is ended and the others stay; nobody else’s can be named', async () => {
  const [account, stranger] = [await join(), await join()];
  const [gone, stays] = [await open(account), await open(account)];
  await assert.rejects(accountSessions.end(stranger.id, gone.id, by), { code: 'session.not_found' });
  await accountSessions.end(account.id, gone.id, by);
  await assert.rejects(sessions.authenticateJwt('blog', sessions.sign(gone, {})), { code: 'session.revoked' });
  assert.ok(await sessions.authenticateJwt('blog', sessions.sign(stays, {})));
  await assert.rejects(accountSessions.end(account.id, gone.id, by), { code: 'session.not_found' });
  await accountSessions.endAll(account.id, by);
  await assert.rejects(sessions.authenticateJwt('blog', sessions.sign(stays, {})), { code: 'session.revoked' });

  const entries = await database
    .selectFrom('audit_log')
    .select(['actor', 'address', 'action', 'details'])
    .where('target', '=', `account:${account.id}`)
    .where('action', 'like', 'session%ended')
    .execute();
  const who = { actor: by.actor, address: by.address };
  assert.deepEqual(entries, [
    { ...who, action: 'session.ended', details: JSON.stringify({ session: gone.id }) },
    { ...who, action: 'sessions.ended', details: '{}' },
  ]);
});

test('sessions of an account: a use is noted, once in five minutes', async () => {
  const account = await join();
  const session = await open(account);
  const token = sessions.sign(session, {});
  const lastSeen = async (): Promise<number> => (await list(account))[0]?.lastSeenAt as number;
  /** The note is not waited for: on SQLite it shares the next write's turn, on PostgreSQL it comes when it comes. */
  const use = async (): Promise<void> => {
    await Promise.all(Array.from({ length: 5 }, () => sessions.authenticateJwt('blog', token)));
    await transact(database, async () => undefined);
  };
  const opened = await lastSeen();
  at.clock.advance(4 * 60_000);
  await use();
  assert.equal(await lastSeen(), opened);
  at.clock.advance(60_000);
  await use();
  await until(async () => (await lastSeen()) > opened);
  const seen = await lastSeen();
  assert.ok(seen >= opened + 5 * 60_000);
  at.clock.advance(4 * 60_000);
  await use();
  // Of the five before another one may have been noted after the first; none of those four minutes later.
  assert.ok((await lastSeen()) < seen + 4 * 60_000);
});
