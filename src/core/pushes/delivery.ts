import type { Database, Tx } from '../../db/database.ts';
import type { Counters } from '../counters/counters.ts';
import type { Enqueue, JobEnd, JobRun, PushProgress, PushTargets, Settle } from '../jobs/job-kinds.ts';
import type { Clock, PushSender } from '../ports.ts';
import {
  addCounts,
  type CountChanges,
  disableUnregistered,
  findWords,
  listReachable,
  listTargets,
  markDispatched,
  setStatus,
} from './delivery.store.ts';
import { readTargets, sumUp, type UnregisteredDevice } from './outcomes.ts';
import { findPush, type Push } from './pushes.store.ts';

/** Sends pushes to devices and keeps their counts and their status (M11, M13: 0 queued, 1 sent, 2 failed). */
export interface PushDelivery {
  /**
   * Sends the push to those of the devices that are still switched on and in the hands of an account that is addressed;
   * those that may be reached later are left. Throws what the sender throws.
   */
  send(targets: PushTargets, run: JobRun): Promise<JobEnd<PushTargets>>;
  /** After the last try. */
  giveUp(tx: Tx, targets: PushTargets): Promise<void>;
  /** Before a push that was given up is tried after all, which is always possible. */
  revive(tx: Tx, targets: PushTargets): Promise<true>;
  /** Enqueues the push for its next devices, and itself again while there are more. */
  addressNext(progress: PushProgress): Settle;
}

const devicesAtOnce = 500;
/** Well below a job's lease: what was not begun by then is left. */
const longestRunMs = 30_000;

/** What the jobs of a push do. */
export function createPushDelivery(deps: {
  db: Database;
  clock: Clock;
  sender: PushSender;
  counters: Pick<Counters, 'addWithin'>;
}): PushDelivery {
  const { db, clock, sender, counters } = deps;

  async function conclude(tx: Tx, pushId: number, changes: CountChanges): Promise<void> {
    await counters.addWithin(tx, 'pushes-delivered', changes.delivered ?? 0);
    await counters.addWithin(tx, 'pushes-failed', changes.failed ?? 0);
    await keepStatus(tx, await addCounts(tx, pushId, changes), clock.now());
  }

  async function disable(tx: Tx, devices: readonly UnregisteredDevice[], begunAt: number): Promise<void> {
    for (const device of devices) {
      await disableUnregistered(tx, device, { now: clock.now(), notAfter: device.since ?? begunAt });
    }
  }

  return {
    async send(payload, { key, signal }) {
      const { pushId, deviceIds } = readTargets(payload);
      const begunAt = clock.now();
      const words = await findWords(db, pushId);
      const devices = words ? await listReachable(db, pushId, deviceIds) : [];
      const gone = deviceIds.length - devices.length;
      if (!words || devices.length === 0) return { settle: (tx) => conclude(tx, pushId, { devices: -gone }) };
      const limited = AbortSignal.any([signal, AbortSignal.timeout(longestRunMs)]);
      const outcomes = await sender.send({ pushId, ...words, key }, devices, limited);
      const { delivered, failed, unregistered, left } = sumUp(devices, outcomes);
      return {
        async settle(tx) {
          await disable(tx, unregistered, begunAt);
          await conclude(tx, pushId, { devices: -gone, delivered, failed, unregistered: unregistered.length });
        },
        ...(left && { left: { payload: { pushId, deviceIds: left.deviceIds }, reason: left.reason } }),
      };
    },

    async giveUp(tx, payload) {
      const { pushId, deviceIds } = readTargets(payload);
      await conclude(tx, pushId, { failed: deviceIds.length });
    },

    async revive(tx, payload) {
      const { pushId, deviceIds } = readTargets(payload);
      await conclude(tx, pushId, { failed: -deviceIds.length });
      return true;
    },

    addressNext:
      ({ pushId, afterDeviceId }) =>
      async (tx, enqueue) => {
        const push = await findPush(tx, pushId);
        if (push) await addressDevices(tx, enqueue, push, { afterDeviceId, now: clock.now() });
      },
  };
}

/** Enqueues the push for the devices after one, in the transaction that released it or got so far. */
export async function addressDevices(
  tx: Tx,
  enqueue: Enqueue,
  push: Push,
  { afterDeviceId, now }: { afterDeviceId: number; now: number },
): Promise<void> {
  const pushId = push.id;
  const deviceIds = await listTargets(tx, push, afterDeviceId, devicesAtOnce);
  if (deviceIds.length > 0) {
    await enqueue(tx, 'push', { pushId, deviceIds });
    await addCounts(tx, pushId, { devices: deviceIds.length });
  }
  const last = deviceIds[devicesAtOnce - 1];
  if (last !== undefined) await enqueue(tx, 'push-devices', { pushId, afterDeviceId: last });
  else await keepStatus(tx, await markDispatched(tx, pushId, now), now);
}

async function keepStatus(tx: Tx, push: Push | undefined, now: number): Promise<void> {
  if (!push) return;
  const status = statusOf(push);
  if (status !== push.status) await setStatus(tx, push.id, status, now);
}

/**
 * Sent once it reached a device or had none to reach; failed when all that it was addressed to are done with, by a last
 * try that failed or an app that is gone, and none was reached (M13).
 */
function statusOf(push: Push): Push['status'] {
  if (push.status === 1 || push.delivered_count > 0) return 1;
  if (push.dispatched_at === null) return 0;
  if (push.device_count === 0) return 1;
  return push.failed_count + push.unregistered_count >= push.device_count ? 2 : 0;
}
