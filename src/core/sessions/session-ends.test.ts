import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestSessions, start } from '../../../test/support/sessions.ts';
import { transact } from '../../db/database.ts';

const revoked = { code: 'session.revoked' };
const minuteMs = 60_000;

test('sessions: ending all of an account, or those at the console, ends nobody else’s', async (context) => {
  const { db, account, join, sessions, openJwt, openConsole } = await openTestSessions(context);
  const other = await join('another');
  const [mine, theirs] = [await openJwt(), await openJwt('desktop', other)];
  const [myConsole, theirConsole] = [await openConsole(), await openConsole(other)];
  await transact(db, (tx) => sessions.endAtConsole(tx, account.id, 'role'));
  await assert.rejects(sessions.authenticateOpaque('console', myConsole.token), revoked);
  assert.ok(await sessions.authenticateOpaque('console', theirConsole.token));
  assert.ok(await sessions.authenticateJwt('desktop', mine.token), 'other doors stay open');
  await transact(db, (tx) => sessions.endAll(tx, account.id, 'password'));
  await assert.rejects(sessions.authenticateJwt('desktop', mine.token), revoked);
  assert.ok(await sessions.authenticateJwt('desktop', theirs.token));
  assert.ok(await sessions.authenticateOpaque('console', theirConsole.token));
});

test('sessions: the first end of a session stays, whatever would end it later', async (context) => {
  const { db, clock, account, sessions, openJwt, openConsole } = await openTestSessions(context);
  const [{ session }, { session: atConsole }] = [await openJwt(), await openConsole()];
  await sessions.end(session.id, 'sign-out');
  await sessions.end(atConsole.id, 'sign-out');
  clock.at += minuteMs;
  await sessions.end(session.id, 'operator');
  await transact(db, (tx) => sessions.endAll(tx, account.id, 'password'));
  await transact(db, (tx) => sessions.endAtConsole(tx, account.id, 'role'));
  assert.equal(await transact(db, (tx) => sessions.endOf(tx, account.id, session.id, 'operator')), false);
  const rows = await db.selectFrom('sessions').select(['ended_at', 'end_reason']).execute();
  assert.deepEqual(rows, Array(2).fill({ ended_at: start, end_reason: 'sign-out' }));
});

test('sessions: one that has ended is not prolonged', async (context) => {
  const { db, clock, sessions, openJwt } = await openTestSessions(context);
  const [{ session }, { session: live }] = [await openJwt(), await openJwt()];
  await sessions.end(session.id, 'sign-out');
  clock.at += minuteMs;
  await transact(db, (tx) => sessions.prolong(tx, session));
  await transact(db, (tx) => sessions.prolong(tx, live));
  const rows = await db.selectFrom('sessions').select(['expires_at', 'last_seen_at']).orderBy('id').execute();
  assert.deepEqual(rows, [
    { expires_at: session.expiresAt, last_seen_at: start },
    { expires_at: live.expiresAt + minuteMs, last_seen_at: clock.at },
  ]);
});

test('sessions: a token of the console opens the console and no mobile door, and the other way about', async (context) => {
  const { sessions, openOpaque, openConsole } = await openTestSessions(context);
  const [{ token, session }, { accessToken }] = [await openConsole(), await openOpaque()];
  assert.match(token, /^[0-9A-Za-z]{50}$/);
  assert.match(accessToken, /^[0-9A-Za-z]{50}$/);
  assert.deepEqual((await sessions.authenticateOpaque('console', token)).session, session);
  await assert.rejects(sessions.authenticateOpaque('mobile', token), { code: 'session.invalid' });
  await assert.rejects(sessions.authenticateOpaque('console', accessToken), { code: 'session.invalid' });
  assert.throws(() => sessions.sign(session, {}), { code: 'session.cannot_sign' });
});

test('sessions: the password counts as given when a session begins, and when it is given again in that very session', async (context) => {
  const { clock, sessions, openConsole } = await openTestSessions(context);
  const [confirmed, other] = [await openConsole(), await openConsole()];
  const confirmedAt = async ({ token }: typeof other) =>
    (await sessions.authenticateOpaque('console', token)).confirmedAt;
  clock.at += minuteMs;
  assert.equal(await confirmedAt(confirmed), start);
  await sessions.confirm(confirmed.session.id);
  clock.at += minuteMs;
  assert.deepEqual([await confirmedAt(confirmed), await confirmedAt(other)], [start + minuteMs, start]);
});

test('sessions: who shows a token of ours is recognised, even when it opens nothing any more; nobody else is', async (context) => {
  const { clock, account, sessions, openJwt, setStatus } = await openTestSessions(context);
  const { session, token } = await openJwt('blog');
  await sessions.end(session.id, 'sign-out');
  await setStatus('frozen');
  clock.at += 365 * 86_400_000;
  assert.equal(await sessions.recognise('blog', token), account.id);
  assert.equal(await sessions.recognise('desktop', token), undefined);
  assert.equal(await sessions.recognise('blog', `${token}x`), undefined);
  assert.equal(await sessions.recognise('blog', sessions.sign({ ...session, id: 999 }, {})), undefined);
});

test('sessions: a token whose session is not there opens nothing', async (context) => {
  const { sessions, openJwt } = await openTestSessions(context);
  const { session } = await openJwt();
  const forged = sessions.sign({ ...session, id: 999 }, {});
  await assert.rejects(sessions.authenticateJwt('desktop', forged), { code: 'session.revoked' });
});

test('sessions: a JWT says whose session it is, when it began and when it ends, beside what the contract says', async (context) => {
  const { clock, sessions, openJwt } = await openTestSessions(context);
  clock.at += 999;
  const { session } = await openJwt('blog');
  const token = sessions.sign(session, { name: 'somebody', sid: 'no claim of a contract', exp: 0 });
  const [head, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  assert.deepEqual(head, { alg: 'HS256', typ: 'JWT' });
  const iat = start / 1_000;
  assert.deepEqual(claims, { name: 'somebody', sid: session.id, iat, exp: iat + 30 * 86_400 });
});

test('sessions: where the last one was used from is kept, as much of it as a list shows', async (context) => {
  const { db, account, sessions } = await openTestSessions(context);
  const caller = { address: '2001:db8::1', userAgent: 'x'.repeat(300), exemptFromAddressLimits: false };
  await transact(db, (tx) => sessions.open(tx, account, 'staff', caller));
  const [listed] = await sessions.listOf(account.id, { after: undefined, limit: 1 });
  assert.deepEqual([listed?.address, listed?.userAgent], [caller.address, 'x'.repeat(256)]);
});
