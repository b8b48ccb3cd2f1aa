import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { WebhookDeliveriesTable, WebhookMessagesTable } from '../../db/schema.ts';

/** One message to one endpoint, as stored. */
export type DeliveryRow = Selectable<WebhookDeliveriesTable>;

interface Subscriber {
  endpoint_id: number;
  paused_at: number | null;
}

const selectSubscribers = prepareQuery<Subscriber>((db) =>
  db
    .selectFrom('webhook_subscriptions')
    .innerJoin('webhook_endpoints', 'webhook_endpoints.id', 'webhook_subscriptions.endpoint_id')
    .select(['webhook_subscriptions.endpoint_id', 'webhook_endpoints.paused_at'])
    .where('webhook_subscriptions.event', '=', '')
    .orderBy('webhook_subscriptions.endpoint_id'),
);

/** The endpoints that are to be told of an event, paused ones among them. */
export function findSubscribers(db: Db, event: string): Promise<Subscriber[]> {
  return selectSubscribers(db, [event]);
}

/** Keeps what is told. */
export async function insertMessage(db: Db, message: Insertable<WebhookMessagesTable>): Promise<void> {
  await db.insertInto('webhook_messages').values(message).execute();
}

/** Answers them with their ids. */
export function insertDeliveries(
  db: Db,
  deliveries: ReadonlyArray<Pick<DeliveryRow, 'endpoint_id' | 'message_id' | 'state' | 'queued_at'>>,
  now: number,
): Promise<DeliveryRow[]> {
  return db
    .insertInto('webhook_deliveries')
    .values(deliveries.map((delivery) => ({ ...delivery, created_at: now, updated_at: now })))
    .returningAll()
    .execute();
}
