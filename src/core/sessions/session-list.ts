import type { Database } from '../../db/database.ts';
import type { SessionContract, SessionEndReason } from '../../db/schema.ts';
import { listSessionRows, type SessionRow } from './session-list.store.ts';

/** A session as operators look at it. Times in epoch milliseconds. */
export interface ListedSession {
  id: number;
  contract: SessionContract;
  userAgent: string;
  address: string;
  createdAt: number;
  lastSeenAt: number;
  /** When nothing opens it any more: for mobile the end of its refresh token, not of the access token (M4). */
  usableUntil: number;
  endedAt: number | null;
  endReason: SessionEndReason | null;
  isLive: boolean;
}

/** A place in the list of an account's sessions. */
export interface SessionPosition {
  isLive: boolean;
  id: number;
}

/** At most `limit` of an account's sessions after a place: the live ones first, each part newest first. */
export async function listSessions(
  db: Database,
  accountId: number,
  page: { after: SessionPosition | undefined; limit: number },
  now: number,
): Promise<ListedSession[]> {
  const { after, limit } = page;
  const read = (live: boolean, most: number): Promise<SessionRow[]> => {
    const beforeId = after?.isLive === live ? after.id : undefined;
    return listSessionRows(db, accountId, { live, now, beforeId, limit: most });
  };
  const live = after?.isLive === false ? [] : await read(true, limit);
  const others = live.length < limit ? await read(false, limit - live.length) : [];
  return [...live.map((row) => toListed(row, true)), ...others.map((row) => toListed(row, false))];
}

function toListed(row: SessionRow, isLive: boolean): ListedSession {
  return {
    id: row.id,
    contract: row.contract,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at,
    lastSeenAt: row.last_seen_at,
    usableUntil: row.usable_until,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    isLive,
  };
}
