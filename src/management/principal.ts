import type { Account } from '../core/accounts/account.ts';
import type { Right } from '../core/rights.ts';
import type { Session } from '../core/sessions/sessions.ts';

/** What a route demands: nothing, the console's session, or a right, of a session or an API key. */
export type Access = 'public' | 'session' | Right;

/** Who a request comes from. */
export type Principal =
  | { kind: 'session'; account: Account; session: Session; token: string; confirmedAt: number }
  | { kind: 'api-key'; id: number; name: string; rights: readonly Right[] };
