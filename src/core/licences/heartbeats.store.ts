import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';

const upsertBeat = prepareQuery<{ session_id: number }>((db) =>
  db
    .insertInto('heartbeats')
    .columns(['session_id', 'account_id', 'first_at', 'last_at', 'beats', 'address', 'user_agent'])
    .expression((eb) =>
      eb
        .selectFrom('sessions')
        .select(['id', 'account_id'])
        .select([
          eb.val(0).as('first_at'),
          eb.val(0).as('last_at'),
          eb.lit(1).as('beats'),
          eb.val('').as('address'),
          eb.val('').as('user_agent'),
        ])
        .where('id', '=', 0)
        .where('ended_at', 'is', null),
    )
    .onConflict((conflict) =>
      conflict.column('session_id').doUpdateSet((eb) => ({
        last_at: eb.ref('excluded.last_at'),
        beats: eb('heartbeats.beats', '+', eb.lit(1)),
        address: eb.ref('excluded.address'),
        user_agent: eb.ref('excluded.user_agent'),
      })),
    )
    .returning('session_id'),
);

/** Counts one beat of a live session; false where the session has ended. */
export async function upsertHeartbeat(
  db: Db,
  beat: { sessionId: number; address: string; userAgent: string; now: number },
): Promise<boolean> {
  const { sessionId, address, userAgent, now } = beat;
  return (await upsertBeat(db, [now, now, address, userAgent, sessionId])).length > 0;
}
