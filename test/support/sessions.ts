import { insertAccount } from '../../src/core/accounts/accounts.store.ts';
import { toNewRow } from '../../src/core/accounts/new-account.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';
import { createSessions, type JwtContract } from '../../src/core/sessions/sessions.ts';
import { transact } from '../../src/db/database.ts';
import type { AccountStatus } from '../../src/db/schema.ts';
import { openTestDatabase } from './database.ts';

export const start = 1_700_000_000_000;
export const dayMs = 86_400_000;
export const [oldRoot, newRoot] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];
export const caller = { address: '203.0.113.1', userAgent: 'a test', exemptFromAddressLimits: false };

/** Sessions of one account on a database of the test's own, with what they tell others. */
export async function openTestSessions(context: { after(ending: () => Promise<void>): void }) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const told: unknown[] = [];
  const openSessions = (...roots: [string, ...string[]]) =>
    createSessions({
      db,
      keyring: createKeyring(roots),
      clock,
      emit: async (_tx, event, tell) => void told.push([event, await tell()]),
      watch: {
        opened: (contract) => void told.push(['opened', contract]),
        ended: (reason, count) => void told.push(['ended', reason, count]),
      },
    });
  const sessions = openSessions(oldRoot);
  const join = (handle: string) =>
    transact(db, (tx) => insertAccount(tx, toNewRow({ origin: 'mobile', handle }, start)));
  const account = await join('somebody');
  const setStatus = (status: AccountStatus) => db.updateTable('accounts').set({ status }).execute();
  const openJwt = async (contract: JwtContract = 'desktop', of = account) => {
    const session = await transact(db, (tx) => sessions.open(tx, of, contract, caller));
    return { session, token: sessions.sign(session, { name: 'somebody' }) };
  };
  const openOpaque = (of = account) => transact(db, (tx) => sessions.openOpaque(tx, of, 'mobile', caller));
  const openConsole = (of = account) => transact(db, (tx) => sessions.openConsole(tx, of, caller));
  return { db, clock, told, account, join, sessions, openSessions, setStatus, openJwt, openOpaque, openConsole };
}
