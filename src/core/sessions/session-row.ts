import type { Insertable } from 'kysely';
import type { SessionContract, SessionsTable } from '../../db/schema.ts';
import type { Caller } from '../caller.ts';
import { accessLifetimeMs } from './lifetimes.ts';

/** A session as it begins: whose it is, at which door, from where, and when in epoch milliseconds. */
export interface SessionBeginning {
  accountId: number;
  contract: SessionContract;
  caller: Pick<Caller, 'address' | 'userAgent'>;
  at: number;
}

const longestUserAgent = 256;

/** The row of a session; `accessHash` where its token is opaque. */
export function toSessionRow(
  { accountId, contract, caller, at }: SessionBeginning,
  accessHash: string | null = null,
): Insertable<SessionsTable> {
  return {
    account_id: accountId,
    contract,
    created_at: at,
    expires_at: at + accessLifetimeMs[contract],
    access_hash: accessHash,
    address: caller.address,
    user_agent: caller.userAgent.slice(0, longestUserAgent),
    last_seen_at: at,
    ended_at: null,
    end_reason: null,
  };
}
