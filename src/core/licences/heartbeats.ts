import { type Database, type Db, transact } from '../../db/database.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import type { Clock } from '../ports.ts';
import type { Session, Sessions, SignedIn } from '../sessions/sessions.ts';
import { upsertHeartbeat } from './heartbeats.store.ts';

/** Records which devices are alive. */
export interface Heartbeats {
  /**
   * Records that the device behind the session was seen (D4), in one durable write. Answers the prolonged session when
   * the token that was shown is in its last hour. Throws `session.revoked` where the session ended meanwhile.
   */
  record(signedIn: SignedIn, caller: Caller): Promise<Session | undefined>;
}

const lastHourMs = 3_600_000;
const longestUserAgent = 256;

/** Which devices are alive; what is recorded outlives the session. */
export function createHeartbeats(deps: { db: Database; clock: Clock; sessions: Sessions }): Heartbeats {
  const { db, clock, sessions } = deps;

  async function beat(at: Db, sessionId: number, { address, userAgent }: Caller, now: number): Promise<void> {
    const device = { address, userAgent: userAgent.slice(0, longestUserAgent) };
    if (!(await upsertHeartbeat(at, { sessionId, ...device, now }))) throw new DomainError('session.revoked');
  }

  return {
    async record({ session, tokenExpiresAt }, caller) {
      const now = clock.now();
      if (tokenExpiresAt - now > lastHourMs) {
        await beat(db, session.id, caller, now);
        return undefined;
      }
      return transact(db, async (tx) => {
        await beat(tx, session.id, caller, now);
        return sessions.prolong(tx, session);
      });
    },
  };
}
