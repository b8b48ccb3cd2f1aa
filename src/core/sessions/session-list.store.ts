import { type Selectable, sql } from 'kysely';
import { opaqueContracts } from '../../contracts/names.ts';
import type { Db, Tx } from '../../db/database.ts';
import type { SessionEndReason, SessionsTable } from '../../db/schema.ts';
import { consoleIdleMs, prolongableByMs } from './lifetimes.ts';

/** A session as operators look at it; `usable_until` counts what its refresh token can still prolong (M4). */
export type SessionRow = Selectable<SessionsTable> & { usable_until: number };

const idleUntil = sql`last_seen_at + ${sql.lit(consoleIdleMs)}`;
const prolonged = opaqueContracts.map(
  (contract) => sql`when contract = ${sql.lit(contract)} then expires_at + ${sql.lit(prolongableByMs(contract))}`,
);
const usableUntil = sql<number>`case
  ${sql.join(prolonged, sql` `)}
  when contract = 'console' and ${idleUntil} < expires_at then ${idleUntil}
  else expires_at
end`;

/** The account's live sessions, or its other ones, newest first, below an id. */
export function listSessionRows(
  db: Db,
  accountId: number,
  which: { live: boolean; now: number; beforeId: number | undefined; limit: number },
): Promise<SessionRow[]> {
  const { live, now, beforeId, limit } = which;
  const isLive = sql<boolean>`(ended_at is null and ${usableUntil} > ${now})`;
  return db
    .selectFrom('sessions')
    .selectAll()
    .select(usableUntil.as('usable_until'))
    .where('account_id', '=', accountId)
    .where(live ? isLive : sql<boolean>`not ${isLive}`)
    .$if(beforeId !== undefined, (query) => query.where('id', '<', beforeId as number))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** False where the account has no such session, or it has ended. */
export async function endSessionOf(
  tx: Tx,
  accountId: number,
  id: number,
  reason: SessionEndReason,
  now: number,
): Promise<boolean> {
  const result = await tx
    .updateTable('sessions')
    .set({ ended_at: now, end_reason: reason })
    .where('id', '=', id)
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
