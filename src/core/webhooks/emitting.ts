import type { Tx } from '../../db/database.ts';
import type { Enqueue } from '../jobs/job-kinds.ts';
import type { Clock } from '../ports.ts';
import { randomAlphanumeric } from '../random.ts';
import { findSubscribers, insertDeliveries, insertMessage } from './emitting.store.ts';
import { printMessage, type WebhookData, type WebhookEvent } from './events.ts';

/**
 * Tells who subscribed to the event, in the caller's transaction: the message exists if, and only if, what it tells of
 * does. `tell` is called where anybody did; else all of it costs one read.
 */
export type Emit = <Event extends WebhookEvent>(
  tx: Tx,
  event: Event,
  tell: () => WebhookData[Event] | Promise<WebhookData[Event]>,
) => Promise<void>;

/** Makes messages of what happens, and a job for each endpoint that is not paused; for those that are, it is held. */
export function createWebhookEmitting({ clock, enqueue }: { clock: Clock; enqueue: Enqueue }): Emit {
  return async (tx, event, tell) => {
    const subscribers = await findSubscribers(tx, event);
    if (subscribers.length === 0) return;
    const now = clock.now();
    const id = newMessageId();
    await insertMessage(tx, { id, event, body: printMessage(event, now, await tell()), created_at: now });
    const deliveries = subscribers.map(({ endpoint_id, paused_at }) =>
      paused_at === null
        ? ({ endpoint_id, message_id: id, state: 'waiting', queued_at: now } as const)
        : ({ endpoint_id, message_id: id, state: 'held', queued_at: null } as const),
    );
    const waiting = (await insertDeliveries(tx, deliveries, now)).filter(({ state }) => state === 'waiting');
    await enqueue(tx, 'webhook', ...waiting.map((delivery) => ({ deliveryId: delivery.id })));
  };
}

/** Unguessable, and the receiver's key against repetitions. */
export function newMessageId(): string {
  return `msg_${randomAlphanumeric(27)}`;
}
