import { type Database, type Tx, transact } from '../../db/database.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError } from '../errors.ts';
import type { Jobs } from '../jobs/jobs.ts';
import { type Listed, listPage, type Page } from '../paging.ts';
import type { Clock } from '../ports.ts';
import { listTargets, markSent } from './delivery.store.ts';
import {
  countVisible,
  findVisible,
  hideAll,
  insertPush,
  insertRecipients,
  listVisible,
  type Push,
  type PushViewer,
} from './pushes.store.ts';

export type { Push, PushViewer } from './pushes.store.ts';

/** What operators send to the apps, and what each account sees of it. */
export interface Pushes {
  /** What the account may see and has not cleared, newest first (M11). */
  list(viewer: PushViewer, page: Page): Promise<Listed<Push>>;
  /** Throws `push.not_found`, also for what is addressed to others or cleared. */
  get(viewer: PushViewer, id: number): Promise<Push>;
  /** How many visible pushes are not among the known ones (M10); at most a few hundred ids. */
  countUnknown(viewer: PushViewer, knownIds: readonly number[]): Promise<number>;
  /** Clears the account's own view; the log stays. */
  clear(accountId: number): Promise<void>;
  /**
   * Adds a push to the log and enqueues it for every switched-on device of the addressed accounts, in one transaction;
   * with no such device it counts as sent. Throws `account.not_found`, then nothing is kept.
   */
  create(push: { title: string; body: string; managerId: number; to: 'everyone' | readonly number[] }): Promise<Push>;
}

const batchSize = 500;

interface Deps {
  db: Database;
  clock: Clock;
  jobs: Jobs;
  audit: Audit;
}

/** Pushes, each in the log and enqueued for its devices. */
export function createPushes({ db, clock, jobs, audit }: Deps): Pushes {
  async function address(tx: Tx, push: Push, accountIds: readonly number[]): Promise<void> {
    const ids = [...new Set(accountIds)];
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = ids.slice(start, start + batchSize);
      if ((await insertRecipients(tx, push.id, batch)) < batch.length) throw new DomainError('account.not_found');
    }
  }

  async function enqueueForDevices(tx: Tx, push: Push): Promise<number> {
    let enqueued = 0;
    let lastId = 0;
    for (;;) {
      const deviceIds = await listTargets(tx, push, lastId, batchSize);
      await jobs.enqueue(tx, 'push', ...deviceIds.map((deviceId) => ({ pushId: push.id, deviceId })));
      enqueued += deviceIds.length;
      lastId = deviceIds.at(-1) ?? lastId;
      if (deviceIds.length < batchSize) return enqueued;
    }
  }

  return {
    list: (viewer, page) =>
      listPage(
        page,
        () => countVisible(db, viewer),
        () => listVisible(db, viewer, page),
      ),

    async get(viewer, id) {
      const push = await findVisible(db, viewer, id);
      if (!push) throw new DomainError('push.not_found');
      return push;
    },

    countUnknown: (viewer, knownIds) => countVisible(db, viewer, knownIds),
    clear: (accountId) => hideAll(db, accountId),

    async create({ title, body, managerId, to }) {
      const created = await transact(db, async (tx) => {
        const now = clock.now();
        const scope = to === 'everyone' ? 0 : 1;
        const times = { created_at: now, updated_at: now };
        const push = await insertPush(tx, { title, body, scope, manager_id: managerId, status: 0, ...times });
        if (to !== 'everyone') await address(tx, push, to);
        const devices = await enqueueForDevices(tx, push);
        if (devices === 0) await markSent(tx, push.id, now);
        const details = { scope, devices };
        await audit.record(tx, {
          actor: `account:${managerId}`,
          action: 'push.created',
          target: `push:${push.id}`,
          details,
        });
        return devices === 0 ? { ...push, status: 1 as const } : push;
      });
      await jobs.wake();
      return created;
    },
  };
}
