import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError, invalidFields } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import { addressDevices } from './delivery.ts';
import {
  deleteRecipients,
  findDue,
  findLoggedPush,
  findPush,
  insertPush,
  insertRecipients,
  type LoggedPush,
  listLog,
  listRecipients,
  listScheduled,
  type Push,
  releaseWaiting,
  type ScheduledPosition,
  updateWaiting,
} from './pushes.store.ts';
import { createViewedPushes, type ViewedPushes } from './viewed-pushes.ts';

export type { LoggedPush, Push, ScheduledPosition } from './pushes.store.ts';
export type { PushViewer } from './viewed-pushes.store.ts';

/** Who a push is for: everybody, or accounts by their ids (at most 1,000). */
export type PushAudience = 'everyone' | readonly number[];

/** What operators write. */
export interface PushDraft {
  title: string;
  body: string;
  to: PushAudience;
  /** When it goes out, within a year; at once where it is not told. */
  sendAt?: number | undefined;
}

/** What operators send to the apps, and what each account sees of it. */
export interface Pushes extends ViewedPushes {
  /**
   * Keeps a push. Without a time it is in the log at once, and enqueued for the switched-on devices of the addressed
   * accounts; with no such device it counts as sent. Throws `account.not_found`, `request.invalid_fields` (`sendAt`):
   * then nothing is kept.
   */
  create(push: PushDraft & { managerId: number }, by?: Actor): Promise<Push>;
  /**
   * Changes a push that waits for its time. Throws what `create` throws, `push.not_found`, `push.already_sent`,
   * `push.cancelled`, `request.version_changed`.
   */
  change(id: number, changes: Partial<PushDraft>, change: Change): Promise<Push>;
  /** It never goes out. Throws `push.not_found`, `push.already_sent`, `push.cancelled`, `request.version_changed`. */
  cancel(id: number, change: Change): Promise<Push>;
  /** Does not wait for its time. Throws as `cancel` does. */
  sendNow(id: number, change: Change): Promise<Push>;
  /** Sends what waited and whose time has come; answers how many these were. */
  releaseDue(): Promise<number>;
  /** Every push, newest first. */
  listLog(page: { beforeId?: number | undefined; limit: number }): Promise<LoggedPush[]>;
  /** Those that wait for their time, soonest first. */
  listScheduled(page: { after?: ScheduledPosition | undefined; limit: number }): Promise<LoggedPush[]>;
  /** Throws `push.not_found`. */
  getLogged(id: number): Promise<LoggedPush>;
  /** Who a push of scope 1 is addressed to. */
  listRecipients(id: number): Promise<Array<{ id: number; name: string | null }>>;
}

const recipientsAtOnce = 500;
const releasedAtOnce = 100;
const longestWaitMs = 366 * 86_400_000;

interface Deps {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  audit: Audit;
}

/** Pushes, each in the log and enqueued for its devices once its time has come. */
export function createPushes({ db, clock, jobs, audit }: Deps): Pushes {
  function requireFuture(sendAt: number | undefined): void {
    const now = clock.now();
    if (sendAt === undefined || (sendAt > now && sendAt <= now + longestWaitMs)) return;
    throw invalidFields({ field: 'sendAt', label: '发送时间', rule: '须晚于现在，且在一年之内' });
  }

  /** Answers how many accounts were addressed. Throws `account.not_found`. */
  async function address(tx: Tx, pushId: number, to: PushAudience): Promise<number> {
    const ids = to === 'everyone' ? [] : [...new Set(to)];
    for (let start = 0; start < ids.length; start += recipientsAtOnce) {
      const batch = ids.slice(start, start + recipientsAtOnce);
      if ((await insertRecipients(tx, pushId, batch)) < batch.length) throw new DomainError('account.not_found');
    }
    return ids.length;
  }

  const addressFirst = (tx: Tx, push: Push, now: number): Promise<void> =>
    addressDevices(tx, jobs.enqueue, push, { afterDeviceId: 0, now });

  /** Throws `push.not_found`, `push.already_sent`, `push.cancelled`, `request.version_changed`. */
  async function requireWaiting(tx: Tx, id: number, version: number | undefined): Promise<void> {
    const push = await findPush(tx, id);
    if (!push) throw new DomainError('push.not_found');
    if (push.cancelled_at !== null) throw new DomainError('push.cancelled');
    if (push.released_at !== null) throw new DomainError('push.already_sent');
    requireVersion(push, version);
  }

  const record = (tx: Tx, by: Actor, action: string, id: number, details = {}): Promise<void> =>
    audit.record(tx, { ...by, action: `push.${action}`, target: `push:${id}`, details });

  /** Undefined where somebody else was faster, or it was cancelled. */
  async function release(tx: Tx, id: number, by: Actor): Promise<Push | undefined> {
    const now = clock.now();
    const push = await releaseWaiting(tx, id, now);
    if (!push) return undefined;
    await addressFirst(tx, push, now);
    await record(tx, by, 'released', id);
    return push;
  }

  async function current(id: number): Promise<Push> {
    const push = await findPush(db, id);
    if (!push) throw new DomainError('push.not_found');
    return push;
  }

  return {
    ...createViewedPushes(db),

    async create({ title, body, managerId, to, sendAt }, by = { actor: `account:${managerId}` }) {
      requireFuture(sendAt);
      const { id } = await transact(db, async (tx) => {
        const now = clock.now();
        const scope = to === 'everyone' ? 0 : 1;
        const times = { created_at: now, updated_at: now, send_at: sendAt ?? null };
        const released_at = sendAt === undefined ? now : null;
        const push = await insertPush(tx, {
          ...{ title, body, scope, manager_id: managerId, status: 0, released_at },
          ...times,
          recipient_count: to === 'everyone' ? 0 : new Set(to).size,
        });
        const recipients = await address(tx, push.id, to);
        if (push.released_at !== null) await addressFirst(tx, push, now);
        await record(tx, by, 'created', push.id, { scope, recipients, ...(sendAt !== undefined && { sendAt }) });
        return push;
      });
      await jobs.wake();
      return current(id);
    },

    change: (id, { title, body, to, sendAt }, { by, version }) =>
      transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        requireFuture(sendAt);
        if (to !== undefined) await deleteRecipients(tx, id);
        const columns = {
          ...(title !== undefined && { title }),
          ...(body !== undefined && { body }),
          ...(sendAt !== undefined && { send_at: sendAt }),
          ...(to !== undefined && {
            scope: to === 'everyone' ? (0 as const) : (1 as const),
            recipient_count: await address(tx, id, to),
          }),
        };
        await record(tx, by, 'changed', id, { members: Object.keys(columns) });
        return known(await updateWaiting(tx, id, columns, clock.now()));
      }),

    cancel: (id, { by, version }) =>
      transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        await record(tx, by, 'cancelled', id);
        return known(await updateWaiting(tx, id, { cancelled_at: clock.now() }, clock.now()));
      }),

    async sendNow(id, { by, version }) {
      await transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        known(await release(tx, id, by));
      });
      await jobs.wake();
      return current(id);
    },

    async releaseDue() {
      let released = 0;
      for (const id of await findDue(db, clock.now(), releasedAtOnce)) {
        if (await transact(db, (tx) => release(tx, id, { actor: 'system' }))) released += 1;
      }
      if (released > 0) await jobs.wake();
      return released;
    },

    listLog: ({ beforeId, limit }) => listLog(db, beforeId, limit),
    listScheduled: ({ after, limit }) => listScheduled(db, after, limit),
    async getLogged(id) {
      const push = await findLoggedPush(db, id);
      if (!push) throw new DomainError('push.not_found');
      return push;
    },
    listRecipients: (id) => listRecipients(db, id),
  };
}

/** What the same transaction has just found waiting. */
function known(push: Push | undefined): Push {
  if (!push) throw new DomainError('push.already_sent');
  return push;
}
