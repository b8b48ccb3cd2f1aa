import type { Db } from '../../db/database.ts';

/** What the database removes together with an account, or frees, in counts; `licence` is the number of a bound one. */
export interface RemovalCounts {
  sessions: number;
  pushDevices: number;
  feedback: number;
  replies: number;
  heartbeats: number;
  licence: string | null;
  auditEntries: number;
}

/** One statement, so that the counts are of one moment. */
export async function countRemoved(db: Db, id: number): Promise<RemovalCounts> {
  return db
    .selectNoFrom((eb) => {
      const owned = (table: 'sessions' | 'push_devices' | 'feedback' | 'feedback_replies' | 'heartbeats') =>
        eb.selectFrom(table).where('account_id', '=', id).select(eb.fn.countAll<number>().as('rows')).$asScalar();
      return [
        owned('sessions').as('sessions'),
        owned('push_devices').as('pushDevices'),
        owned('feedback').as('feedback'),
        owned('feedback_replies').as('replies'),
        owned('heartbeats').as('heartbeats'),
        eb.selectFrom('licences').where('account_id', '=', id).select('number').as('licence'),
        eb
          .selectFrom('audit_log')
          .where('target', '=', `account:${id}`)
          .select(eb.fn.countAll<number>().as('rows'))
          .$asScalar()
          .as('auditEntries'),
      ];
    })
    .executeTakeFirstOrThrow() as Promise<RemovalCounts>;
}
