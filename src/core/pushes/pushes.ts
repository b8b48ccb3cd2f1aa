import { type Database, type Db, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { requireFound } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { addressDevices } from './delivery.ts';
import { addressTo, audienceColumns, type PushDraft, requireFuture } from './drafts.ts';
import {
  findLoggedPush,
  insertPush,
  type LoggedPush,
  listLog,
  listRecipients,
  listScheduled,
  type ScheduledPosition,
} from './pushes.store.ts';
import { createViewedPushes, type ViewedPushes } from './viewed-pushes.ts';
import { createWaitingPushes, type WaitingPushes } from './waiting-pushes.ts';

export type { PushDraft } from './drafts.ts';
export type { LoggedPush, Push } from './pushes.store.ts';

/** Whom a push of scope 1 is addressed to. */
export interface Recipient {
  id: number;
  name: string | null;
}

/** A push as it was kept, with what whoever sent it is told of it. */
export interface CreatedPush extends LoggedPush {
  recipients: Recipient[];
}

/** What operators send to the apps, and what each account sees of it. */
export interface Pushes extends ViewedPushes, WaitingPushes {
  /**
   * Keeps a push. Without a time it is in the log at once, and enqueued for the switched-on devices of the addressed
   * accounts; with no such device it counts as sent. Throws `account.not_found`, `request.invalid_fields` (`sendAt`):
   * then nothing is kept. All that is answered is read before it is kept, so that whatever fails has kept nothing.
   */
  create(push: PushDraft & { managerId: number }, by?: Actor): Promise<CreatedPush>;
  /** Every push, newest first. */
  listLog(page: { beforeId?: number | undefined; limit: number }): Promise<LoggedPush[]>;
  /** Those that wait for their time, soonest first. */
  listScheduled(page: { after?: ScheduledPosition | undefined; limit: number }): Promise<LoggedPush[]>;
  /** Throws `push.not_found`. */
  getLogged(id: number): Promise<LoggedPush>;
  /** Who a push of scope 1 is addressed to. */
  listRecipients(id: number): Promise<Recipient[]>;
}

interface Deps {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  audit: Audit;
}

/** Pushes, each in the log and enqueued for its devices once its time has come. */
export function createPushes(deps: Deps): Pushes {
  const { db, clock, jobs, audit } = deps;

  async function getLogged(at: Db, id: number): Promise<LoggedPush> {
    return requireFound(await findLoggedPush(at, id), 'push.not_found');
  }

  return {
    ...createViewedPushes(db),
    ...createWaitingPushes(deps),

    async create({ title, body, managerId, to, sendAt }, by = { actor: `account:${managerId}` }) {
      requireFuture(sendAt, clock.now());
      const created = await transact(db, async (tx) => {
        const now = clock.now();
        const audience = audienceColumns(to);
        const push = await insertPush(tx, {
          ...{ title, body, ...audience, manager_id: managerId, status: 0 },
          ...{ created_at: now, updated_at: now },
          ...(sendAt === undefined ? { send_at: null, released_at: now } : { send_at: sendAt, released_at: null }),
        });
        await addressTo(tx, push.id, to);
        if (push.released_at !== null) await addressDevices(tx, jobs.enqueue, push, { afterDeviceId: 0, now });
        const details = { scope: audience.scope, recipients: audience.recipient_count, sendAt };
        await audit.record(tx, { ...by, action: 'push.created', target: `push:${push.id}`, details });
        return { ...(await getLogged(tx, push.id)), recipients: await listRecipients(tx, push.id) };
      });
      await jobs.wake();
      return created;
    },

    listLog: ({ beforeId, limit }) => listLog(db, beforeId, limit),
    listScheduled: ({ after, limit }) => listScheduled(db, after, limit),
    getLogged: (id) => getLogged(db, id),
    listRecipients: (id) => listRecipients(db, id),
  };
}
