import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit, DoneTo } from '../audit/audit.ts';
import { namesOf } from '../audit/details.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { type Change, requireVersion } from '../versions.ts';
import { addressDevices } from './delivery.ts';
import { addressTo, audienceColumns, type PushDraft, requireFuture } from './drafts.ts';
import { deleteRecipients, findDue, findPush, type Push, releaseWaiting, updateWaiting } from './pushes.store.ts';

/**
 * Pushes that wait for their time. Each change throws `push.not_found`, `push.already_sent`, `push.cancelled`,
 * `request.version_changed`, and then changes nothing.
 */
export interface WaitingPushes {
  /** Also throws `account.not_found`, `request.invalid_fields` (`sendAt`). */
  change(id: number, changes: Partial<PushDraft>, change: Change): Promise<Push>;
  /** It never goes out. */
  cancel(id: number, change: Change): Promise<Push>;
  /** It does not wait for its time. */
  sendNow(id: number, change: Change): Promise<Push>;
  /** Sends those whose time has come; answers how many these were. */
  releaseDue(): Promise<number>;
}

const releasedAtOnce = 100;

interface Deps {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  audit: Audit;
}

/** What can still happen to a push before it goes out. */
export function createWaitingPushes({ db, clock, jobs, audit }: Deps): WaitingPushes {
  const record = (tx: Tx, by: Actor, action: DoneTo<'push'>, id: number, details = {}): Promise<void> =>
    audit.record(tx, { ...by, action: `push.${action}`, target: `push:${id}`, details });

  async function requireWaiting(tx: Tx, id: number, version: number | undefined): Promise<void> {
    const push = requireFound(await findPush(tx, id), 'push.not_found');
    if (push.cancelled_at !== null) throw new DomainError('push.cancelled');
    if (push.released_at !== null) throw new DomainError('push.already_sent');
    requireVersion(push, version);
  }

  async function update(tx: Tx, id: number, columns: Parameters<typeof updateWaiting>[2]): Promise<Push> {
    return stillWaiting(await updateWaiting(tx, id, columns, clock.now()));
  }

  /** Undefined where somebody else was faster, or it was cancelled. */
  async function release(tx: Tx, id: number, by: Actor): Promise<Push | undefined> {
    const now = clock.now();
    const push = await releaseWaiting(tx, id, now);
    if (!push) return undefined;
    await addressDevices(tx, jobs.enqueue, push, { afterDeviceId: 0, now });
    await record(tx, by, 'released', id);
    return push;
  }

  return {
    change: (id, changes, { by, version }) =>
      transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        const { title, body, to, sendAt } = changes;
        requireFuture(sendAt, clock.now());
        if (to !== undefined) {
          await deleteRecipients(tx, id);
          await addressTo(tx, id, to);
        }
        await record(tx, by, 'changed', id, { fields: namesOf(changes) });
        return update(tx, id, {
          ...(title !== undefined && { title }),
          ...(body !== undefined && { body }),
          ...(sendAt !== undefined && { send_at: sendAt }),
          ...(to !== undefined && audienceColumns(to)),
        });
      }),

    cancel: (id, { by, version }) =>
      transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        await record(tx, by, 'cancelled', id);
        return update(tx, id, { cancelled_at: clock.now() });
      }),

    async sendNow(id, { by, version }) {
      const released = await transact(db, async (tx) => {
        await requireWaiting(tx, id, version);
        return stillWaiting(await release(tx, id, by));
      });
      await jobs.wake();
      return released;
    },

    async releaseDue() {
      let released = 0;
      for (const id of await findDue(db, clock.now(), releasedAtOnce)) {
        if (await transact(db, (tx) => release(tx, id, { actor: 'system' }))) released += 1;
      }
      if (released > 0) await jobs.wake();
      return released;
    },
  };
}

function stillWaiting(push: Push | undefined): Push {
  if (!push) throw new DomainError('push.already_sent');
  return push;
}
