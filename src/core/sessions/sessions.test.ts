import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { transact } from '../../db/database.ts';
import type { AccountStatus } from '../../db/schema.ts';
import { insertAccount } from '../accounts/accounts.store.ts';
import { toNewRow } from '../accounts/new-account.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createSessions, type JwtContract } from './sessions.ts';

const start = 1_700_000_000_000;
const dayMs = 86_400_000;
const [oldRoot, newRoot] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];
const caller = { address: '203.0.113.1', userAgent: 'a test', exemptFromAddressLimits: false };

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const openSessions = (...roots: [string, ...string[]]) =>
    createSessions({ db, keyring: createKeyring(roots), clock, emit: async () => {} });
  const sessions = openSessions(oldRoot);
  const row = toNewRow({ origin: 'mobile', handle: 'somebody' }, start);
  const account = await transact(db, (tx) => insertAccount(tx, row));
  const setStatus = (status: AccountStatus) => db.updateTable('accounts').set({ status }).execute();
  const openJwt = async (contract: JwtContract = 'desktop') => {
    const session = await transact(db, (tx) => sessions.open(tx, account, contract, caller));
    return { session, token: sessions.sign(session, { name: 'somebody' }) };
  };
  const openOpaque = () => transact(db, (tx) => sessions.openOpaque(tx, account, caller));
  return { db, clock, account, sessions, openSessions, setStatus, openJwt, openOpaque };
}

const revoked = { code: 'session.revoked' };
const invalid = { code: 'session.invalid' };
const expired = { code: 'session.expired' };

test('sessions: a JWT opens the door that issued it, and no other', async (context) => {
  const { account, sessions, openJwt, openOpaque } = await open(context);
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
  const { sessions, openOpaque } = await open(context);
  const { session } = await sessions.authenticateOpaque('mobile', (await openOpaque()).accessToken);
  assert.throws(() => sessions.sign(session, {}), { code: 'session.cannot_sign' });
});

test('sessions: signing one device out leaves the others alone; ending all leaves none', async (context) => {
  const { db, account, sessions, openJwt, openOpaque } = await open(context);
  const [first, second, mobile] = [await openJwt(), await openJwt(), await openOpaque()];
  await sessions.end(first.session.id, 'sign-out');
  await assert.rejects(sessions.authenticateJwt('desktop', first.token), revoked);
  assert.ok(await sessions.authenticateJwt('desktop', second.token));
  await transact(db, (tx) => sessions.endAll(tx, account.id, 'password'));
  await assert.rejects(sessions.authenticateJwt('desktop', second.token), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', mobile.accessToken), revoked);
  await assert.rejects(sessions.refresh(mobile.refreshToken), revoked);
  const reasons = await db.selectFrom('sessions').select('end_reason').orderBy('id').execute();
  assert.deepEqual(
    reasons.map((row) => row.end_reason),
    ['sign-out', 'password', 'password'],
  );
});

test('sessions: an account that is not active gets in with no token, and its refresh token is spent in the try', async (context) => {
  const { sessions, setStatus, openJwt, openOpaque } = await open(context);
  const [{ token }, mobile] = [await openJwt(), await openOpaque()];
  await setStatus('frozen');
  await assert.rejects(sessions.authenticateJwt('desktop', token), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', mobile.accessToken), revoked);
  await assert.rejects(sessions.refresh(mobile.refreshToken), revoked);
  await setStatus('active');
  assert.ok(await sessions.authenticateJwt('desktop', token));
  await assert.rejects(sessions.refresh(mobile.refreshToken), revoked);
});

test('sessions: access ends to the millisecond where it is opaque, to the second where it is a JWT', async (context) => {
  const { clock, sessions, openJwt, openOpaque } = await open(context);
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

test('sessions: a prolonged one is as long as a fresh one; its first token keeps its own end', async (context) => {
  const { db, clock, sessions, openJwt } = await open(context);
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
  const { openSessions, openJwt, openOpaque } = await open(context);
  const [{ token }, mobile] = [await openJwt(), await openOpaque()];
  const rotated = openSessions(newRoot, oldRoot);
  assert.ok(await rotated.authenticateJwt('desktop', token));
  assert.ok(await rotated.authenticateOpaque('mobile', mobile.accessToken));
  const successor = await rotated.refresh(mobile.refreshToken);
  const without = openSessions(newRoot);
  assert.ok(await without.authenticateOpaque('mobile', successor.accessToken));
  await assert.rejects(without.authenticateJwt('desktop', token), invalid);
});

test('sessions: no token is stored in clear', async (context) => {
  const { db, openOpaque } = await open(context);
  const { accessToken, refreshToken } = await openOpaque();
  const rows = [
    await db.selectFrom('sessions').selectAll().execute(),
    await db.selectFrom('refresh_tokens').selectAll().execute(),
  ];
  assert.ok(!JSON.stringify(rows).includes(accessToken) && !JSON.stringify(rows).includes(refreshToken));
});

test('refresh: a token is exchanged for one pair, told again for ten seconds; the access token before it is dead', async (context) => {
  const { clock, sessions, openOpaque } = await open(context);
  const first = await openOpaque();
  clock.at += 60_000;
  const second = await sessions.refresh(first.refreshToken);
  assert.match(`${second.accessToken}${second.refreshToken}`, /^[0-9A-Za-z]{100}$/);
  assert.equal(second.expiresAt, clock.at + 7 * dayMs);
  await assert.rejects(sessions.authenticateOpaque('mobile', first.accessToken), invalid);
  clock.at += 10_000;
  assert.deepEqual(await sessions.refresh(first.refreshToken), second);
  assert.ok(await sessions.authenticateOpaque('mobile', second.accessToken));
});

test('refresh: a token that is used again later ends the session, successors included', async (context) => {
  const { clock, sessions, openOpaque } = await open(context);
  const first = await openOpaque();
  const second = await sessions.refresh(first.refreshToken);
  clock.at += 10_001;
  await assert.rejects(sessions.refresh(first.refreshToken), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', second.accessToken), revoked);
  await assert.rejects(sessions.refresh(second.refreshToken), revoked);
});

test('refresh: once the successor was used, its predecessor ends the session even at once', async (context) => {
  const { sessions, openOpaque } = await open(context);
  const first = await openOpaque();
  const second = await sessions.refresh(first.refreshToken);
  const third = await sessions.refresh(second.refreshToken);
  await assert.rejects(sessions.refresh(first.refreshToken), revoked);
  await assert.rejects(sessions.authenticateOpaque('mobile', third.accessToken), revoked);
});

test('refresh: a token lives thirty days, beyond its access token; an unknown one is nobody’s', async (context) => {
  const { clock, sessions, openOpaque } = await open(context);
  const [early, late] = [await openOpaque(), await openOpaque()];
  clock.at = start + 30 * dayMs - 1;
  assert.ok(await sessions.refresh(early.refreshToken));
  clock.at = start + 30 * dayMs;
  await assert.rejects(sessions.refresh(late.refreshToken), expired);
  await assert.rejects(sessions.refresh('x'.repeat(50)), invalid);
});
