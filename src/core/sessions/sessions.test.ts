import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caller, dayMs, newRoot, oldRoot, openTestSessions, start } from '../../../test/support/sessions.ts';
import { until } from '../../../test/support/until.ts';
import { transact } from '../../db/database.ts';

const firstPage = { after: undefined, limit: 1 };
const revoked = { code: 'session.revoked' };
const invalid = { code: 'session.invalid' };
const expired = { code: 'session.expired' };

test('sessions: a JWT opens the door that issued it, and no other', async (context) => {
  const { account, sessions, openJwt, openOpaque } = await openTestSessions(context);
  for (const contract of ['desktop', 'staff', 'blog'] as const) {
    const { session, token } = await openJwt(contract);
    const signedIn = await sessions.authenticateJwt(contract, token);
    assert.deepEqual([signedIn.session, signedIn.account.id], [session, account.id]);
    for (const other of (['desktop', 'staff', 'blog'] as const).filter((name) => name !== contract)) {
      await assert.rejects(sessions.authenticateJwt(other, token), invalid);
    }
    await assert.rejects(sessions.authenticateOpaque('mobile', token), invalid);
  }
  const { accessToken, refreshToken } = await openOpaque();
  await assert.rejects(sessions.authenticateJwt('desktop', accessToken), invalid);
  await assert.rejects(sessions.authenticateOpaque('mobile', refreshToken), invalid);
});

test('sessions: an opaque session has no JWT', async (context) => {
  const { sessions, openOpaque } = await openTestSessions(context);
  const { session } = await sessions.authenticateOpaque('mobile', (await openOpaque()).accessToken);
  assert.throws(() => sessions.sign(session, {}), { code: 'session.cannot_sign' });
});

test('sessions: signing one device out leaves the others alone; ending all leaves none', async (context) => {
  const { db, account, sessions, openJwt, openOpaque } = await openTestSessions(context);
  const [first, second, mobile] = [await openJwt(), await openJwt(), await openOpaque()];
  await sessions.end(first.session.id, 'sign-out');
  await assert.rejects(sessions.authenticateJwt('desktop', first.token), revoked);
  assert.ok(await sessions.authenticateJwt('desktop', second.token));
  await transact(db, (tx) => sessions.endAll(tx, account.id, 'password'));
  await assert.rejects(sessions.authenticateJwt('desktop', second.token), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', mobile.accessToken), revoked);
  await assert.rejects(sessions.refresh('mobile', mobile.refreshToken), revoked);
  const reasons = await db.selectFrom('sessions').select('end_reason').orderBy('id').execute();
  assert.deepEqual(
    reasons.map((row) => row.end_reason),
    ['sign-out', 'password', 'password'],
  );
});

test('sessions: an account that is not active gets in with no token, and its refresh token is spent in the try', async (context) => {
  const { sessions, setStatus, openJwt, openOpaque } = await openTestSessions(context);
  const [{ token }, mobile] = [await openJwt(), await openOpaque()];
  await setStatus('frozen');
  await assert.rejects(sessions.authenticateJwt('desktop', token), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', mobile.accessToken), revoked);
  await assert.rejects(sessions.refresh('mobile', mobile.refreshToken), revoked);
  await setStatus('active');
  assert.ok(await sessions.authenticateJwt('desktop', token));
  await assert.rejects(sessions.refresh('mobile', mobile.refreshToken), revoked);
});

test('sessions: access ends to the millisecond where it is opaque, to the second where it is a JWT', async (context) => {
  const { clock, sessions, openJwt, openOpaque } = await openTestSessions(context);
  const [{ token }, { accessToken, expiresAt }] = [await openJwt(), await openOpaque()];
  clock.at = start + dayMs - 1;
  assert.ok(await sessions.authenticateJwt('desktop', token));
  clock.at = start + dayMs;
  await assert.rejects(sessions.authenticateJwt('desktop', token), expired);
  assert.equal(expiresAt, start + 7 * dayMs);
  clock.at = expiresAt - 1;
  assert.ok(await sessions.authenticateOpaque('mobile', accessToken));
  clock.at = expiresAt;
  await assert.rejects(sessions.authenticateOpaque('mobile', accessToken), expired);
});

test('sessions: one of the console ends an hour after its last use, and 12 hours after its beginning however it is used', async (context) => {
  const { db, clock, account, sessions } = await openTestSessions(context);
  const openConsole = () => transact(db, (tx) => sessions.openConsole(tx, account, caller));
  const minuteMs = 60_000;
  /** Until it is noted: a use right after another one may come before the note of that has ended, and is not noted then. */
  const use = async ({ token }: { token: string }, about = 'idle'): Promise<void> => {
    await until(async () => {
      assert.ok(await sessions.authenticateOpaque('console', token), about);
      return (await sessions.listOf(account.id, firstPage))[0]?.lastSeenAt === clock.at;
    });
    assert.equal((await sessions.listOf(account.id, firstPage))[0]?.lastSeenAt, clock.at, about);
  };
  const idle = await openConsole();
  clock.at = start + 60 * minuteMs - 1;
  await use(idle);
  clock.at += 60 * minuteMs;
  await assert.rejects(sessions.authenticateOpaque('console', idle.token), expired);
  assert.equal((await sessions.listOf(account.id, firstPage))[0]?.isLive, false);

  const used = await openConsole();
  const begin = clock.at;
  for (let minutes = 30; minutes < 12 * 60; minutes += 30) {
    clock.at = begin + minutes * minuteMs;
    await use(used, `${minutes} minutes`);
  }
  clock.at = begin + 12 * 60 * minuteMs;
  await assert.rejects(sessions.authenticateOpaque('console', used.token), expired);
});

test('sessions: a prolonged one is as long as a fresh one; its first token keeps its own end', async (context) => {
  const { db, clock, sessions, openJwt } = await openTestSessions(context);
  const { session, token } = await openJwt();
  clock.at = start + dayMs - 60_000;
  const prolonged = await transact(db, (tx) => sessions.prolong(tx, session));
  assert.equal(prolonged.expiresAt, clock.at + dayMs);
  assert.equal((await sessions.authenticateJwt('desktop', token)).tokenExpiresAt, start + dayMs);
  clock.at = start + dayMs;
  await assert.rejects(sessions.authenticateJwt('desktop', token), expired);
  assert.ok(await sessions.authenticateJwt('desktop', sessions.sign(prolonged, {})));
});

test('sessions: tokens outlive the change of the root key, as long as the old one is at hand', async (context) => {
  const { openSessions, openJwt, openOpaque } = await openTestSessions(context);
  const [{ token }, mobile] = [await openJwt(), await openOpaque()];
  const rotated = openSessions(newRoot, oldRoot);
  assert.ok(await rotated.authenticateJwt('desktop', token));
  assert.ok(await rotated.authenticateOpaque('mobile', mobile.accessToken));
  const successor = await rotated.refresh('mobile', mobile.refreshToken);
  const without = openSessions(newRoot);
  assert.ok(await without.authenticateOpaque('mobile', successor.accessToken));
  await assert.rejects(without.authenticateJwt('desktop', token), invalid);
});

test('sessions: no token is stored in clear', async (context) => {
  const { db, openOpaque } = await openTestSessions(context);
  const { accessToken, refreshToken } = await openOpaque();
  const rows = [
    await db.selectFrom('sessions').selectAll().execute(),
    await db.selectFrom('refresh_tokens').selectAll().execute(),
  ];
  assert.ok(!JSON.stringify(rows).includes(accessToken) && !JSON.stringify(rows).includes(refreshToken));
});

test('refresh: a token is exchanged for one pair, told again for ten seconds; the access token before it is dead', async (context) => {
  const { clock, sessions, openOpaque } = await openTestSessions(context);
  const first = await openOpaque();
  clock.at += 60_000;
  const second = await sessions.refresh('mobile', first.refreshToken);
  assert.match(`${second.accessToken}${second.refreshToken}`, /^[0-9A-Za-z]{100}$/);
  assert.equal(second.expiresAt, clock.at + 7 * dayMs);
  await assert.rejects(sessions.authenticateOpaque('mobile', first.accessToken), invalid);
  clock.at += 10_000;
  assert.deepEqual(await sessions.refresh('mobile', first.refreshToken), second);
  assert.ok(await sessions.authenticateOpaque('mobile', second.accessToken));
});

test('refresh: a token that is used again later ends the session, successors included', async (context) => {
  const { clock, sessions, openOpaque } = await openTestSessions(context);
  const first = await openOpaque();
  const second = await sessions.refresh('mobile', first.refreshToken);
  clock.at += 10_001;
  await assert.rejects(sessions.refresh('mobile', first.refreshToken), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', second.accessToken), revoked);
  await assert.rejects(sessions.refresh('mobile', second.refreshToken), revoked);
});

test('refresh: once the successor was used, its predecessor ends the session even at once', async (context) => {
  const { sessions, openOpaque } = await openTestSessions(context);
  const first = await openOpaque();
  const second = await sessions.refresh('mobile', first.refreshToken);
  const third = await sessions.refresh('mobile', second.refreshToken);
  await assert.rejects(sessions.refresh('mobile', first.refreshToken), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', third.accessToken), revoked);
});

test('refresh: a token lives thirty days, beyond its access token; an unknown one is nobody’s', async (context) => {
  const { clock, sessions, openOpaque } = await openTestSessions(context);
  const [early, late] = [await openOpaque(), await openOpaque()];
  clock.at = start + 30 * dayMs - 1;
  assert.ok(await sessions.refresh('mobile', early.refreshToken));
  clock.at = start + 30 * dayMs;
  await assert.rejects(sessions.refresh('mobile', late.refreshToken), expired);
  await assert.rejects(sessions.refresh('mobile', 'x'.repeat(50)), invalid);
});
