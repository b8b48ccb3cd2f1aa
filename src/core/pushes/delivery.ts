import type { Database, Tx } from '../../db/database.ts';
import type { Counters } from '../counters/counters.ts';
import type { Enqueue, JobRun, PushProgress, PushTarget, Settle } from '../jobs/job-kinds.ts';
import type { Clock, PushSender } from '../ports.ts';
import { addCounts, type CountChanges, findMessage, listTargets, markDispatched, setStatus } from './delivery.store.ts';
import { findPush, type Push } from './pushes.store.ts';

/** Sends pushes to devices and keeps their counts and their status (M11, M13: 0 queued, 1 sent, 2 failed). */
export interface PushDelivery {
  /**
   * Sends the push to the device, unless that was switched off meanwhile or moved to an account that is not addressed.
   * A run that follows an interrupted one sends nothing, lest the device is told twice, and counts as failed. Throws
   * what the sender throws.
   */
  send(target: PushTarget, run: JobRun): Promise<Settle>;
  /** After the last try. */
  giveUp(tx: Tx, target: PushTarget): Promise<void>;
  /** Enqueues the push for its next devices, and itself again while there are more. */
  addressNext(progress: PushProgress): Settle;
}

// Sealing and storing this many jobs holds SQLite's only writer for a few milliseconds.
const devicesAtOnce = 200;

/** What the jobs of a push do. */
export function createPushDelivery(deps: {
  db: Database;
  clock: Clock;
  sender: PushSender;
  counters: Pick<Counters, 'add'>;
}): PushDelivery {
  const { db, clock, sender, counters } = deps;
  const count = async (tx: Tx, pushId: number, changes: CountChanges): Promise<void> =>
    keepStatus(tx, await addCounts(tx, pushId, changes), clock.now());

  const conclude = (tx: Tx, pushId: number, outcome: 'delivered' | 'failed'): Promise<void> => {
    counters.add(`pushes-${outcome}`);
    return count(tx, pushId, { [outcome]: 1 });
  };

  return {
    async send({ pushId, deviceId }, { interrupted }) {
      if (interrupted) return (tx) => conclude(tx, pushId, 'failed');
      const message = await findMessage(db, pushId, deviceId);
      if (!message) return (tx) => count(tx, pushId, { devices: -1 });
      await sender.send(message);
      return (tx) => conclude(tx, pushId, 'delivered');
    },

    giveUp: (tx, { pushId }) => conclude(tx, pushId, 'failed'),

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
  await enqueue(tx, 'push', ...deviceIds.map((deviceId) => ({ pushId, deviceId })));
  if (deviceIds.length > 0) await addCounts(tx, pushId, { devices: deviceIds.length });
  const last = deviceIds[devicesAtOnce - 1];
  if (last !== undefined) await enqueue(tx, 'push-devices', { pushId, afterDeviceId: last });
  else await keepStatus(tx, await markDispatched(tx, pushId, now), now);
}

async function keepStatus(tx: Tx, push: Push | undefined, now: number): Promise<void> {
  if (!push) return;
  const status = statusOf(push);
  if (status !== push.status) await setStatus(tx, push.id, status, now);
}

/** Sent once it reached a device or had none to reach, failed when the last try for one failed and no other was reached (M13). */
function statusOf(push: Push): Push['status'] {
  if (push.status === 1 || push.delivered_count > 0) return 1;
  if (push.failed_count > 0) return 2;
  return push.dispatched_at !== null && push.device_count === 0 ? 1 : 0;
}
