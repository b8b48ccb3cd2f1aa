import type { Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import type { WebhookAttemptsTable, WebhookDeliveryState } from '../../db/schema.ts';
import type { DeliveryRow } from './emitting.store.ts';

/** One request that was made, as stored. */
export type AttemptRow = Selectable<WebhookAttemptsTable>;
/** A delivery with what it tells of. */
export type ListedDelivery = DeliveryRow & { event: string };

/** Which deliveries, newest first, from the one before `beforeId`. */
export interface DeliveryQuery {
  endpointId?: number | undefined;
  states?: readonly WebhookDeliveryState[] | undefined;
  beforeId: number;
  most: number;
}

/** By one of the indexes that end with the id, whichever filters are given. */
export function listDeliveryRows(
  db: Db,
  { endpointId, states, beforeId, most }: DeliveryQuery,
): Promise<ListedDelivery[]> {
  return selectDeliveries(db)
    .where('webhook_deliveries.id', '<', beforeId)
    .$if(endpointId !== undefined, (query) => query.where('webhook_deliveries.endpoint_id', '=', endpointId ?? 0))
    .$if(states !== undefined, (query) => query.where('webhook_deliveries.state', 'in', states ?? []))
    .orderBy('webhook_deliveries.id', 'desc')
    .limit(most)
    .execute();
}

/** With the whole body that is sent. */
export function findDeliveryRow(db: Db, id: number): Promise<(ListedDelivery & { body: string }) | undefined> {
  return selectDeliveries(db)
    .select('webhook_messages.body')
    .where('webhook_deliveries.id', '=', id)
    .$call(lockedIn(db, 'webhook_deliveries'))
    .executeTakeFirst();
}

function selectDeliveries(db: Db) {
  return db
    .selectFrom('webhook_deliveries')
    .innerJoin('webhook_messages', 'webhook_messages.id', 'webhook_deliveries.message_id')
    .selectAll('webhook_deliveries')
    .select('webhook_messages.event');
}

/** The newest `most`, newest first. */
export function listAttemptRows(db: Db, deliveryId: number, most: number): Promise<AttemptRow[]> {
  return db
    .selectFrom('webhook_attempts')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
}

/** False where it is waiting already, and was queued after `staleBefore`: before, its job cannot be there any more. */
export async function requeueDelivery(
  db: Db,
  id: number,
  { now, staleBefore }: { now: number; staleBefore: number },
): Promise<boolean> {
  const result = await db
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', queued_at: now, updated_at: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('state', '!=', 'waiting'), eb('queued_at', '<', staleBefore)]))
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Puts the oldest `most` that did not arrive back in the queue, of those made since then; answers their ids. */
export async function requeueUndelivered(
  db: Db,
  { endpointId, since, now, most }: { endpointId: number; since: number; now: number; most: number },
): Promise<number[]> {
  const rows = await db
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', queued_at: now, updated_at: now })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('webhook_deliveries')
        .select('id')
        .where('endpoint_id', '=', endpointId)
        .where('state', 'in', ['failed', 'held'])
        .where('created_at', '>=', since)
        .orderBy('id')
        .limit(most),
    )
    .where('state', 'in', ['failed', 'held'])
    .returning('id')
    .execute();
  return rows.map(({ id }) => id);
}
