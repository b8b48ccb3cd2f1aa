import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { nextVersion } from '../../db/next-version.ts';
import { padded } from '../../db/padded.ts';
import { unindexed } from '../../db/unindexed.ts';
import type { PushDevice } from '../ports.ts';
import type { Push } from './pushes.store.ts';

/** Switched-on devices of the addressed accounts, in order of id. */
export async function listTargets(
  db: Db,
  push: Pick<Push, 'id' | 'scope'>,
  afterDeviceId: number,
  limit: number,
): Promise<number[]> {
  const devices = db.selectFrom('push_devices').select('id').orderBy('id').limit(limit);
  const rows = await (push.scope === 0
    ? devices.where('enabled', '=', 1).where('id', '>', afterDeviceId)
    : devices
        .where('account_id', 'in', (eb) =>
          eb.selectFrom('push_recipients').select('account_id').where('push_id', '=', push.id),
        )
        .where(byAccount('enabled', '=', 1))
        .where(byAccount('id', '>', afterDeviceId))
  ).execute();
  return rows.map((row) => row.id);
}

/** So that the database goes through the devices of the addressed accounts, and not through all that there are. */
export function byAccount(column: 'enabled' | 'id', operator: '=' | '>', value: number): RawBuilder<SqlBool> {
  return sql`${unindexed(`push_devices.${column}`)} ${sql.raw(operator)} ${value}`;
}

/** What there is to say; undefined where there is no such push. */
export function findWords(db: Db, pushId: number): Promise<{ title: string; body: string } | undefined> {
  return db.selectFrom('pushes').select(['title', 'body']).where('id', '=', pushId).executeTakeFirst();
}

/** Those of the devices that are switched on and in the hands of an active account that is addressed. */
export function listReachable(db: Db, pushId: number, deviceIds: readonly number[]): Promise<PushDevice[]> {
  return db
    .selectFrom('push_devices')
    .innerJoin('pushes', (join) => join.on('pushes.id', '=', pushId))
    .innerJoin('accounts', 'accounts.id', 'push_devices.account_id')
    .select(['push_devices.id', 'push_devices.client_id as clientId', 'push_devices.client_type as clientType'])
    .where('push_devices.id', 'in', padded(deviceIds))
    .where(byAccount('enabled', '=', 1))
    .where('accounts.status', '=', 'active')
    .where((eb) =>
      eb.or([
        eb('pushes.scope', '=', 0),
        eb.exists(
          eb
            .selectFrom('push_recipients')
            .select('push_recipients.push_id')
            .whereRef('push_recipients.account_id', '=', 'push_devices.account_id')
            .whereRef('push_recipients.push_id', '=', 'pushes.id'),
        ),
      ]),
    )
    .orderBy('push_devices.id')
    .execute();
}

/**
 * Switches a device off because its app is gone. Does nothing where it is another client, or was bound or switched after
 * `notAfter`: then the app is there again.
 */
export async function disableUnregistered(
  db: Db,
  device: Pick<PushDevice, 'id' | 'clientId'>,
  { now, notAfter }: { now: number; notAfter: number },
): Promise<void> {
  await db
    .updateTable('push_devices')
    .set({ enabled: 0, unregistered_at: now })
    .where('id', '=', device.id)
    .where('client_id', '=', device.clientId)
    .where('enabled', '=', 1)
    .where('updated_at', '<=', notAfter)
    .execute();
}

/** How the counts of a push change. */
export interface CountChanges {
  devices?: number;
  delivered?: number;
  failed?: number;
  unregistered?: number;
}

/** Answers the push as it is then; undefined where there is none. */
export function addCounts(
  db: Db,
  pushId: number,
  { devices = 0, delivered = 0, failed = 0, unregistered = 0 }: CountChanges,
): Promise<Push | undefined> {
  return db
    .updateTable('pushes')
    .set((eb) => ({
      device_count: sql<number>`case when device_count + ${devices} < 0 then 0 else device_count + ${devices} end`,
      delivered_count: eb('delivered_count', '+', delivered),
      failed_count: eb('failed_count', '+', failed),
      unregistered_count: eb('unregistered_count', '+', unregistered),
    }))
    .where('id', '=', pushId)
    .returningAll()
    .executeTakeFirst();
}

/** Every device has been addressed. Answers the push as it is then. */
export function markDispatched(db: Db, pushId: number, now: number): Promise<Push | undefined> {
  return db
    .updateTable('pushes')
    .set({ dispatched_at: now })
    .where('id', '=', pushId)
    .returningAll()
    .executeTakeFirst();
}

/** A status that is told to the accounts, which see when it changed. */
export async function setStatus(db: Db, pushId: number, status: Push['status'], now: number): Promise<void> {
  await db
    .updateTable('pushes')
    .set({ status, updated_at: nextVersion(now) })
    .where('id', '=', pushId)
    .execute();
}
