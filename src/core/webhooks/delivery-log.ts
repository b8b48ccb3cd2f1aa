import { type Database, type Db, type Tx, transact } from '../../db/database.ts';
import type { WebhookDeliveryState } from '../../db/schema.ts';
import type { Audit } from '../audit/audit.ts';
import { DomainError, requireFound } from '../errors.ts';
import type { Enqueue } from '../jobs/job-kinds.ts';
import type { Actor } from '../operator.ts';
import type { Clock } from '../ports.ts';
import { findEndpointRow } from './delivery.store.ts';
import type { WebhookDelivery } from './delivery.ts';
import {
  type AttemptRow,
  findDeliveryRow,
  type ListedDelivery,
  listAttemptRows,
  listDeliveryRows,
  requeueDelivery,
  requeueUndelivered,
} from './delivery-log.store.ts';
import { insertDeliveries, insertMessage } from './emitting.store.ts';
import { newMessageId } from './emitting.ts';
import { printMessage, testEvent } from './events.ts';

export type { AttemptRow, ListedDelivery } from './delivery-log.store.ts';

/** A delivery with what was sent, and what came of it, the newest attempt first. */
export interface DeliveryRecord extends ListedDelivery {
  body: string;
  /** At most 200. */
  tries: AttemptRow[];
}

/** What was sent where, and with which outcome; kept for 30 days. */
export interface WebhookDeliveryLog {
  /** Newest first. */
  list(query: {
    endpointId?: number | undefined;
    states?: readonly WebhookDeliveryState[] | undefined;
    beforeId?: number | undefined;
    most: number;
  }): Promise<ListedDelivery[]>;
  /** Throws `webhook.delivery_not_found`. */
  get(id: number): Promise<DeliveryRecord>;
  /** Sends a message that says nothing, at once and once, whether or not the endpoint is paused. Throws `webhook.not_found`. */
  test(endpointId: number, by: Actor): Promise<DeliveryRecord>;
  /**
   * Puts the same message back in the queue, under the same id. Throws `webhook.delivery_not_found`, `webhook.paused`,
   * `webhook.delivery_waiting` where it is in the queue.
   */
  redeliver(id: number, by: Actor): Promise<DeliveryRecord>;
  /**
   * The same with everything since then that did not arrive, oldest first, at most 5,000 at once; `more` tells whether
   * some are left. Throws `webhook.not_found`, `webhook.paused`.
   */
  redeliverSince(endpointId: number, since: number, by: Actor): Promise<{ count: number; more: boolean }>;
}

const mostTries = 200;
// Sealing and storing this many jobs holds SQLite's only writer for a few milliseconds.
const requeuedAtOnce = 200;
const mostRequeued = 5_000;
/** A job is given up after a day: what still waits then has none any more. */
const jobGoneAfterMs = 25 * 3_600_000;

interface Deps {
  db: Database;
  clock: Clock;
  audit: Audit;
  enqueue: Enqueue;
  delivery: Pick<WebhookDelivery, 'tryOnce'>;
}

/** The log of deliveries, and what operators do with it. */
export function createWebhookDeliveryLog({ db, clock, audit, enqueue, delivery }: Deps): WebhookDeliveryLog {
  async function get(at: Db, id: number): Promise<DeliveryRecord> {
    const row = requireFound(await findDeliveryRow(at, id), 'webhook.delivery_not_found');
    return { ...row, tries: await listAttemptRows(at, id, mostTries) };
  }

  async function refusePaused(tx: Tx, endpointId: number): Promise<void> {
    const endpoint = requireFound(await findEndpointRow(tx, endpointId), 'webhook.not_found');
    if (endpoint.paused_at !== null) throw new DomainError('webhook.paused');
  }

  return {
    list: ({ beforeId = Number.MAX_SAFE_INTEGER, ...query }) => listDeliveryRows(db, { ...query, beforeId }),
    get: (id) => get(db, id),

    async test(endpointId, by) {
      const made = await transact(db, async (tx) => {
        requireFound(await findEndpointRow(tx, endpointId), 'webhook.not_found');
        const now = clock.now();
        const message = { id: newMessageId(), event: testEvent, created_at: now };
        await insertMessage(tx, { ...message, body: printMessage(testEvent, now, { endpointId }) });
        // Failed until it arrives: nothing else would end it where the server stops meanwhile.
        const row = { endpoint_id: endpointId, message_id: message.id, state: 'failed', queued_at: null } as const;
        await audit.record(tx, { ...by, action: 'webhook.tested', target: `webhook:${endpointId}` });
        return (await insertDeliveries(tx, [row], now))[0];
      });
      const { id } = requireFound(made, 'webhook.not_found');
      await delivery.tryOnce(id);
      return get(db, id);
    },

    async redeliver(id, by) {
      const row = await get(db, id);
      return transact(db, async (tx) => {
        await refusePaused(tx, row.endpoint_id);
        const now = clock.now();
        const isQueued = await requeueDelivery(tx, id, { now, staleBefore: now - jobGoneAfterMs });
        if (!isQueued) throw new DomainError('webhook.delivery_waiting');
        await enqueue(tx, 'webhook', { deliveryId: id });
        const details = { delivery: id, event: row.event };
        await audit.record(tx, { ...by, action: 'webhook.redelivered', target: `webhook:${row.endpoint_id}`, details });
        return get(tx, id);
      });
    },

    async redeliverSince(endpointId, since, by) {
      let count = 0;
      let batch = requeuedAtOnce;
      while (batch === requeuedAtOnce && count < mostRequeued) {
        batch = await transact(db, async (tx) => {
          await refusePaused(tx, endpointId);
          const now = clock.now();
          const ids = await requeueUndelivered(tx, { endpointId, since, now, most: requeuedAtOnce });
          await enqueue(tx, 'webhook', ...ids.map((deliveryId) => ({ deliveryId })));
          const details = { count: ids.length, since: new Date(since).toISOString() };
          const entry = { ...by, action: 'webhook.redelivered', target: `webhook:${endpointId}`, details } as const;
          if (ids.length > 0) await audit.record(tx, entry);
          return ids.length;
        });
        count += batch;
      }
      return { count, more: batch === requeuedAtOnce };
    },
  };
}
