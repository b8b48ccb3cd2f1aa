import type { Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { WebhookAttemptsTable, WebhookEndpointsTable, WebhookPauseReason } from '../../db/schema.ts';
import type { DeliveryRow } from './emitting.store.ts';

/** One endpoint, as stored: its URL and its secrets are sealed. */
export type EndpointRow = Selectable<WebhookEndpointsTable>;

/** A message with where it goes. */
export interface Dispatch {
  delivery: DeliveryRow;
  endpoint: EndpointRow;
  body: string;
}

/** What a delivery says, and to whom; undefined where it, its message or its endpoint is gone. */
export async function findDispatch(db: Db, deliveryId: number): Promise<Dispatch | undefined> {
  const delivery = await db
    .selectFrom('webhook_deliveries')
    .selectAll()
    .where('id', '=', deliveryId)
    .$call(lockedIn(db))
    .executeTakeFirst();
  if (!delivery) return undefined;
  const endpoint = await findEndpointRow(db, delivery.endpoint_id);
  const message = await db
    .selectFrom('webhook_messages')
    .select('body')
    .where('id', '=', delivery.message_id)
    .executeTakeFirst();
  return endpoint && message && { delivery, endpoint, body: message.body };
}

/** Whatever its state. */
export function findEndpointRow(db: Db, id: number): Promise<EndpointRow | undefined> {
  return db.selectFrom('webhook_endpoints').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** Does nothing where the delivery is gone. */
export async function insertAttempt(db: Db, attempt: Omit<Selectable<WebhookAttemptsTable>, 'id'>): Promise<void> {
  const counted = await db
    .updateTable('webhook_deliveries')
    .set((eb) => ({ attempts: eb('attempts', '+', 1), updated_at: attempt.at }))
    .where('id', '=', attempt.delivery_id)
    .executeTakeFirst();
  if (counted.numUpdatedRows > 0n) await db.insertInto('webhook_attempts').values(attempt).execute();
}

/** It arrived, whatever was said of it before. */
export async function markDelivered(db: Db, id: number, now: number): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state: 'delivered', updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** Says why a delivery waits no longer; does nothing where it does not wait. */
export async function endWaiting(db: Db, id: number, state: 'failed' | 'held', now: number): Promise<void> {
  await db
    .updateTable('webhook_deliveries')
    .set({ state, updated_at: now })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}

/** Lets a delivery wait again that did not arrive; false where it did, waits already or is gone. */
export async function reviveDelivery(db: Db, id: number, now: number): Promise<boolean> {
  const result = await db
    .updateTable('webhook_deliveries')
    .set({ state: 'waiting', queued_at: now, updated_at: now })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'held'])
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Ends the count of failures; writes nothing where there were none. */
export async function noteSuccess(db: Db, endpointId: number): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set({ failures: 0, failing_since: null })
    .where('id', '=', endpointId)
    .where('failures', '>', 0)
    .execute();
}

/** Counts one failure more; answers the endpoint as it is then. */
export function noteFailure(db: Db, endpointId: number, now: number): Promise<EndpointRow | undefined> {
  return db
    .updateTable('webhook_endpoints')
    .set((eb) => ({
      failures: eb('failures', '+', 1),
      failing_since: eb.fn.coalesce('failing_since', eb.val(now)),
    }))
    .where('id', '=', endpointId)
    .returningAll()
    .executeTakeFirst();
}

/** Undefined where it is paused already. */
export function pauseEndpoint(
  db: Db,
  id: number,
  reason: WebhookPauseReason,
  now: number,
): Promise<EndpointRow | undefined> {
  return db
    .updateTable('webhook_endpoints')
    .set({ paused_at: now, pause_reason: reason, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .where('paused_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}
