import type { House } from '../compose.ts';
import type { Account } from '../core/accounts/accounts.ts';
import type { Caller } from '../core/caller.ts';
import { createHeartbeats } from '../core/licences/heartbeats.ts';
import { createSessions } from '../core/sessions/sessions.ts';
import { transact } from '../db/database.ts';

const hourMs = 3_600_000;
const minuteMs = 60_000;

/** One that is seen now, and one that fell silent in the middle of its day. Addresses are those of RFC 5737. */
const demoDevices = [
  {
    address: '203.0.113.21',
    userAgent: 'PorticoDemo/1.0.0 (Windows NT 10.0)',
    since: 9 * hourMs,
    silentFor: 3 * hourMs,
  },
  { address: '203.0.113.20', userAgent: 'PorticoDemo/1.1.0 (Windows NT 11.0)', since: 5 * hourMs, silentFor: 0 },
];
const betweenBeatsMs = 10 * minuteMs;

/** Has the desktop program of an account send heartbeats, where none of its devices is signed in; answers how many. */
export async function addDemoDevices({ core, database, keyring, clock }: House, account: Account): Promise<number> {
  const known = await core.heartbeats.listDevices(account.id, { limit: demoDevices.length });
  if (known.some(({ state }) => state !== 'ended')) return 0;
  const now = clock.now();
  let at = now;
  // Nobody signed in: other systems are not told that somebody did.
  const then = { db: database, lists: database, keyring, clock: { now: () => at }, emit: async () => {} };
  const sessions = createSessions(then);
  // Counted they are among the demo counts already.
  const heartbeats = createHeartbeats({ ...then, sessions, counters: { add: () => {} }, overdueAfterMs: () => 0 });
  for (const { since, silentFor, ...origin } of demoDevices) {
    const caller: Caller = { ...origin, exemptFromAddressLimits: true };
    at = now - since;
    const session = await transact(database, (tx) => sessions.open(tx, account, 'desktop', caller));
    for (; at <= now - silentFor; at += betweenBeatsMs) {
      await heartbeats.record({ account, session, tokenExpiresAt: session.expiresAt, confirmedAt: at }, caller);
    }
  }
  return demoDevices.length;
}
