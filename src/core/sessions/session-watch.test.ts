import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caller, dayMs, openTestSessions, start } from '../../../test/support/sessions.ts';
import { transact } from '../../db/database.ts';

test('sessions: each that is opened is told once, at every door, with whose it is and how long it lives', async (context) => {
  const { account, told, openJwt, openOpaque, openConsole, sessions } = await openTestSessions(context);
  const opened = {
    account: { id: account.id, name: 'somebody', handle: 'somebody', origin: 'mobile', role: 'user', status: 'active' },
  };
  const event = (id: number, contract: string, lifetimeMs: number) => {
    const { address, userAgent } = caller;
    const expiresAt = new Date(start + lifetimeMs).toISOString();
    return ['session.opened', { ...opened, session: { id, contract, address, userAgent, expiresAt } }];
  };
  const desktop = (await openJwt('desktop')).session;
  const mobile = (await sessions.authenticateOpaque('mobile', (await openOpaque()).accessToken)).session;
  const console = (await openConsole()).session;
  assert.deepEqual(told, [
    ['opened', 'desktop'],
    event(desktop.id, 'desktop', dayMs),
    ['opened', 'mobile'],
    event(mobile.id, 'mobile', 7 * dayMs),
    ['opened', 'console'],
    event(console.id, 'console', dayMs / 2),
  ]);
});

test('sessions: what ended is told with its reason and how many it were, none where all had ended before', async (context) => {
  const { db, account, told, openJwt, openOpaque, openConsole, sessions } = await openTestSessions(context);
  const [first, second] = [await openJwt(), await openJwt('blog')];
  await openOpaque();
  await openConsole();
  told.length = 0;
  const counted = async (end: () => Promise<unknown>) => {
    await end();
    return told.splice(0);
  };
  const { id } = account;
  assert.deepEqual(await counted(() => sessions.end(first.session.id, 'sign-out')), [['ended', 'sign-out', 1]]);
  assert.deepEqual(await counted(() => sessions.end(first.session.id, 'sign-out')), [['ended', 'sign-out', 0]]);
  const endOf = () => transact(db, (tx) => sessions.endOf(tx, id, second.session.id, 'operator'));
  assert.deepEqual(await counted(endOf), [['ended', 'operator', 1]]);
  assert.deepEqual(await counted(endOf), []);
  const endAtConsole = () => transact(db, (tx) => sessions.endAtConsole(tx, id, 'role'));
  assert.deepEqual(await counted(endAtConsole), [['ended', 'role', 1]]);
  const endAll = () => transact(db, (tx) => sessions.endAll(tx, id, 'password'));
  assert.deepEqual(await counted(endAll), [['ended', 'password', 1]]);
  assert.deepEqual(await counted(endAll), [['ended', 'password', 0]]);
});

test('refresh: a stolen token that ends a session is told as one that ended', async (context) => {
  const { clock, told, openOpaque, sessions } = await openTestSessions(context);
  const first = await openOpaque();
  await sessions.refresh('mobile', first.refreshToken);
  clock.at += 10_001;
  told.length = 0;
  await assert.rejects(sessions.refresh('mobile', first.refreshToken), { code: 'session.revoked' });
  assert.deepEqual(told, [['ended', 'token-reuse', 1]]);
});
