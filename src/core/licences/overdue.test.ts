import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '../../../test/support/database.ts';
import { type Database, transact } from '../../db/database.ts';
import { insertAccount } from '../accounts/accounts.store.ts';
import { toNewRow } from '../accounts/new-account.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createSessions } from '../sessions/sessions.ts';
import { createSettings, type Settings } from '../settings/settings.ts';
import type { Emit } from '../webhooks/emitting.ts';
import { upsertHeartbeat } from './heartbeats.store.ts';
import { createOverdueTelling } from './overdue.ts';

const minuteMs = 60_000;
const caller = { address: '203.0.113.1', userAgent: 'Tool/1.2.3', exemptFromAddressLimits: true };
const untold: Emit = async () => {};

async function addDevices(db: Database, clock: { now(): number }, count: number): Promise<void> {
  const sessions = createSessions({ db, keyring: createKeyring(['k'.repeat(40)]), clock, emit: untold });
  const row = toNewRow({ origin: 'desktop', handle: 'somebody' }, clock.now());
  const account = await transact(db, (tx) => insertAccount(tx, row));
  for (let index = 0; index < count; index += 1) {
    const session = await transact(db, (tx) => sessions.open(tx, account, 'desktop', caller));
    await upsertHeartbeat(db, { sessionId: session.id, ...caller, now: clock.now() + (index % 3) });
  }
}

test('overdue devices: of two processes that saw the same silence at once, one tells of it', async (context) => {
  const { db } = await openTestDatabase(context);
  const clock = { at: 1_700_000_000_000, now: () => clock.at };
  const settings = createSettings({ db });
  const told: number[] = [];
  const emit: Emit = async (_tx, _event, tell) => {
    const { device } = (await tell()) as { device: { sessionId: number } };
    told.push(device.sessionId);
  };
  const open = (own: Settings) =>
    createOverdueTelling({ db, clock, settings: own, emit, overdueAfterMs: () => 30 * minuteMs });
  await open(settings)();
  await addDevices(db, clock, 250);
  clock.at += 31 * minuteMs;

  // Neither goes on before both have read the mark.
  const read = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const gated = (own: 0 | 1): Settings => ({
    ...settings,
    async find(name, at) {
      const value = await settings.find(name, at);
      read[own].resolve();
      await read[(1 - own) as 0 | 1].promise;
      return value;
    },
  });
  await Promise.all([open(gated(0))(), open(gated(1))()]);
  await open(settings)();
  assert.deepEqual([told.length, new Set(told).size], [250, 250]);
});
