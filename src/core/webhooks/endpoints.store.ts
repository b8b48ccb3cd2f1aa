import { type Insertable, sql, type Updateable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import type { WebhookEndpointsTable } from '../../db/schema.ts';
import type { EndpointRow } from './delivery.store.ts';

export type { EndpointRow } from './delivery.store.ts';

/** New values of some columns. */
export type EndpointColumns = Updateable<WebhookEndpointsTable>;

/** Answers the new endpoint. */
export function insertEndpoint(db: Db, values: Insertable<WebhookEndpointsTable>): Promise<EndpointRow> {
  return db.insertInto('webhook_endpoints').values(values).returningAll().executeTakeFirstOrThrow();
}

/** How many there are. */
export async function countEndpoints(db: Db): Promise<number> {
  const row = await db.selectFrom('webhook_endpoints').select(sql<number>`count(*)`.as('n')).executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Oldest first. */
export function listEndpointRows(db: Db): Promise<EndpointRow[]> {
  return db.selectFrom('webhook_endpoints').selectAll().orderBy('id').$call(lockedIn(db)).execute();
}

/** How many of them are paused by what they answered. */
export async function countFailedEndpoints(db: Db): Promise<number> {
  const row = await db
    .selectFrom('webhook_endpoints')
    .select(sql<number>`count(*)`.as('n'))
    .where('pause_reason', 'in', ['gone', 'failing'])
    .executeTakeFirstOrThrow();
  return Number(row.n);
}

/** Answers the endpoint as it is then, of a later version. */
export function updateEndpoint(db: Db, id: number, columns: EndpointColumns, now: number): Promise<EndpointRow> {
  return db
    .updateTable('webhook_endpoints')
    .set({ ...columns, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Puts in place what was sealed anew: the version stays. */
export async function putSealed(db: Db, id: number, columns: EndpointColumns): Promise<void> {
  await db.updateTable('webhook_endpoints').set(columns).where('id', '=', id).execute();
}

/** With its subscriptions, its deliveries and their attempts. */
export async function deleteEndpoint(db: Db, id: number): Promise<void> {
  await db.deleteFrom('webhook_endpoints').where('id', '=', id).execute();
}

/** What each of these endpoints is told of, by its id. */
export async function listSubscriptions(db: Db, ids: readonly number[]): Promise<ReadonlyMap<number, string[]>> {
  const found = new Map<number, string[]>(ids.map((id) => [id, []]));
  const rows = await db.selectFrom('webhook_subscriptions').selectAll().where('endpoint_id', 'in', ids).execute();
  for (const { endpoint_id, event } of rows) found.get(endpoint_id)?.push(event);
  return found;
}

/** These, and no others any more. */
export async function replaceSubscriptions(db: Db, id: number, events: readonly string[]): Promise<void> {
  await db.deleteFrom('webhook_subscriptions').where('endpoint_id', '=', id).execute();
  await db
    .insertInto('webhook_subscriptions')
    .values(events.map((event) => ({ event, endpoint_id: id })))
    .execute();
}
