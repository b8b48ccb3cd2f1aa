import { type Database, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import type { ListedSession, SessionPosition, Sessions } from '../sessions/sessions.ts';
import { getAccount } from './changing.ts';
import { requireChangeable } from './protection.ts';

/** Other people's sessions, as operators see and end them. Each throws `account.not_found`. */
export interface AccountSessions {
  /** Live ones first, each part newest first. */
  list(accountId: number, page: { after: SessionPosition | undefined; limit: number }): Promise<ListedSession[]>;
  /** Throws `account.protected`, `session.not_found` (also for one that has ended). */
  end(accountId: number, sessionId: number, by: Operator): Promise<void>;
  /** Throws `account.protected`. */
  endAll(accountId: number, by: Operator): Promise<void>;
}

/** Signs people out, one device or all. */
export function createAccountSessions(deps: { db: Database; sessions: Sessions; audit: Audit }): AccountSessions {
  const { db, sessions, audit } = deps;

  return {
    async list(accountId, page) {
      await getAccount(db, accountId);
      return sessions.listOf(accountId, page);
    },

    end: (accountId, sessionId, by) =>
      transact(db, async (tx) => {
        requireChangeable(await getAccount(tx, accountId), { by });
        if (!(await sessions.endOf(tx, accountId, sessionId, 'operator'))) throw new DomainError('session.not_found');
        const details = { session: sessionId };
        await audit.record(tx, { ...by, action: 'session.ended', target: `account:${accountId}`, details });
      }),

    endAll: (accountId, by) =>
      transact(db, async (tx) => {
        requireChangeable(await getAccount(tx, accountId), { by });
        await sessions.endAll(tx, accountId, 'operator');
        await audit.record(tx, { ...by, action: 'sessions.ended', target: `account:${accountId}` });
      }),
  };
}
