import type { Db } from '../../db/database.ts';

/** Counts one beat of a live session; false where the session has ended. */
export async function upsertHeartbeat(
  db: Db,
  beat: { sessionId: number; address: string; userAgent: string; now: number },
): Promise<boolean> {
  const { sessionId, address, userAgent, now } = beat;
  const result = await db
    .insertInto('heartbeats')
    .columns(['session_id', 'account_id', 'first_at', 'last_at', 'beats', 'address', 'user_agent'])
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .where('id', '=', sessionId)
        .where('ended_at', 'is', null)
        .select(['id', 'account_id'])
        .select([
          eb.val(now).as('first_at'),
          eb.val(now).as('last_at'),
          eb.val(1).as('beats'),
          eb.val(address).as('address'),
          eb.val(userAgent).as('user_agent'),
        ]),
    )
    .onConflict((conflict) =>
      conflict.column('session_id').doUpdateSet((eb) => ({
        last_at: now,
        beats: eb('heartbeats.beats', '+', 1),
        address,
        user_agent: userAgent,
      })),
    )
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}
