import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { caller, dayMs, oldRoot, openTestSessions, start } from '../../../test/support/sessions.ts';
import { transact } from '../../db/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { alphanumericFrom } from '../random.ts';

test('refresh: the successor of a token is the same in every version, so that a retry across an update hears it again', async (context) => {
  const { sessions, openOpaque } = await openTestSessions(context);
  const { refreshToken } = await openOpaque();
  const key = createKeyring([oldRoot]).key('token-successor');
  const derive = (kind: string): string => {
    const rounds = [1, 2, 3, 4, 5].map((round) => `${kind}:${round}:${refreshToken}`);
    const bytes = rounds.map((text) => createHmac('sha256', key).update(text).digest());
    return alphanumericFrom(() => bytes.shift() ?? assert.fail(), 50);
  };
  const { accessToken, refreshToken: next } = await sessions.refresh('mobile', refreshToken);
  assert.deepEqual([accessToken, next], [derive('access'), derive('refresh')]);
});

test('refresh: a retry is told the end of the access token that it hears again', async (context) => {
  const { clock, sessions, openOpaque } = await openTestSessions(context);
  const { refreshToken } = await openOpaque();
  clock.at += 60_000;
  const told = await sessions.refresh('mobile', refreshToken);
  clock.at += 9_000;
  assert.equal((await sessions.refresh('mobile', refreshToken)).expiresAt, told.expiresAt);
  const { session } = await sessions.authenticateOpaque('mobile', told.accessToken);
  assert.equal(session.expiresAt, told.expiresAt);
});

test('refresh: a session that is ended by a second use is marked so, and the other sessions of its owner stay', async (context) => {
  const { db, clock, sessions, openOpaque } = await openTestSessions(context);
  const [first, other] = [await openOpaque(), await openOpaque()];
  await sessions.refresh('mobile', first.refreshToken);
  clock.at += 10_001;
  await assert.rejects(sessions.refresh('mobile', first.refreshToken), { code: 'session.revoked' });
  const rows = await db.selectFrom('sessions').select(['end_reason', 'ended_at']).orderBy('id').execute();
  assert.deepEqual(rows, [
    { end_reason: 'token-reuse', ended_at: clock.at },
    { end_reason: null, ended_at: null },
  ]);
  assert.ok(await sessions.refresh('mobile', other.refreshToken));
});

test('refresh: an exchange is a use of the session', async (context) => {
  const { db, clock, sessions, openOpaque } = await openTestSessions(context);
  const { refreshToken } = await openOpaque();
  clock.at += dayMs;
  await sessions.refresh('mobile', refreshToken);
  assert.deepEqual(await db.selectFrom('sessions').select('last_seen_at').execute(), [{ last_seen_at: start + dayMs }]);
});

test('sessions: generated ones are kept as if they had been opened then, and opened by nobody', async (context) => {
  const { db, account, sessions, told } = await openTestSessions(context);
  await transact(db, (tx) => sessions.insertGenerated(tx, []));
  const beginning = { accountId: account.id, caller, at: start - dayMs };
  const beginnings = (['mobile', 'desktop'] as const).map((contract) => ({ ...beginning, contract }));
  await transact(db, (tx) => sessions.insertGenerated(tx, beginnings));
  const listed = await sessions.listOf(account.id, { after: undefined, limit: 9 });
  assert.deepEqual(
    listed.map(({ contract, createdAt, usableUntil, isLive }) => ({ contract, createdAt, usableUntil, isLive })),
    [
      { contract: 'mobile', createdAt: start - dayMs, usableUntil: start + 29 * dayMs, isLive: true },
      { contract: 'desktop', createdAt: start - dayMs, usableUntil: start, isLive: false },
    ],
  );
  const hashes = await db.selectFrom('sessions').select('access_hash').execute();
  assert.deepEqual(hashes, [{ access_hash: null }, { access_hash: null }]);
  assert.deepEqual(told, []);
});
