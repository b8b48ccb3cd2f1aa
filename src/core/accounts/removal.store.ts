import type { Db } from '../../db/database.ts';

/**
 * What the database removes together with an account, frees or keeps, in counts; `licence` is the number of a bound one,
 * `auditEntries` are those about the account and those of what it did.
 */
export interface RemovalCounts {
  sessions: number;
  pushDevices: number;
  feedback: number;
  replies: number;
  heartbeats: number;
  scheduledPushes: number;
  licence: string | null;
  auditEntries: number;
  releases: number;
}

/** One statement, so that the counts are of one moment. */
export async function countRemoved(db: Db, id: number): Promise<RemovalCounts> {
  const name = `account:${id}`;
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
          .selectFrom('push_recipients')
          .innerJoin('pushes', 'pushes.id', 'push_recipients.push_id')
          .where('push_recipients.account_id', '=', id)
          .where('released_at', 'is', null)
          .where('cancelled_at', 'is', null)
          .select(eb.fn.countAll<number>().as('rows'))
          .$asScalar()
          .as('scheduledPushes'),
        eb
          .selectFrom('audit_log')
          .where((log) => log.or([log('target', '=', name), log('actor', '=', name)]))
          .select(eb.fn.countAll<number>().as('rows'))
          .$asScalar()
          .as('auditEntries'),
        eb
          .selectFrom('releases')
          .where('uploaded_by', '=', name)
          .select(eb.fn.countAll<number>().as('rows'))
          .$asScalar()
          .as('releases'),
      ];
    })
    .executeTakeFirstOrThrow() as Promise<RemovalCounts>;
}
