import type { Database } from '../../db/database.ts';
import type { Clock, PushSender } from '../ports.ts';
import { findMessage, markFailed, markSent } from './delivery.store.ts';

/** One push to one device: what a `push` job carries. */
export interface PushTarget {
  pushId: number;
  deviceId: number;
}

/** Sends pushes to devices and keeps their status. */
export interface PushDelivery {
  /**
   * Sends the push to the device, unless that was switched off meanwhile or moved to an account that is not addressed.
   * The push counts as sent from then on. Throws what the sender throws.
   */
  send(target: PushTarget): Promise<void>;
  /** After the last try: the push counts as failed, unless it was sent to another device. */
  giveUp(target: PushTarget): Promise<void>;
}

/** What the jobs of a push do (M11: 0 queued, 1 sent, 2 failed). */
export function createPushDelivery(deps: { db: Database; clock: Clock; sender: PushSender }): PushDelivery {
  const { db, clock, sender } = deps;
  return {
    async send({ pushId, deviceId }) {
      const message = await findMessage(db, pushId, deviceId);
      if (message) await sender.send(message);
      await markSent(db, pushId, clock.now());
    },
    giveUp: ({ pushId }) => markFailed(db, pushId, clock.now()),
  };
}
