import type { Db } from '../../db/database.ts';
import type { Push } from './pushes.store.ts';

/** Switched-on devices of the addressed accounts, in order of id. */
export async function listTargets(db: Db, push: Push, afterDeviceId: number, limit: number): Promise<number[]> {
  const rows = await db
    .selectFrom('push_devices')
    .select('push_devices.id')
    .where('push_devices.id', '>', afterDeviceId)
    .where('enabled', '=', 1)
    .$if(push.scope === 1, (query) =>
      query
        .innerJoin('push_recipients', 'push_recipients.account_id', 'push_devices.account_id')
        .where('push_recipients.push_id', '=', push.id),
    )
    .orderBy('push_devices.id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** What to send to a device, as long as it is switched on and in the hands of an active account that is addressed. */
export function findMessage(
  db: Db,
  pushId: number,
  deviceId: number,
): Promise<{ title: string; body: string; clientId: string; clientType: string } | undefined> {
  return db
    .selectFrom('pushes')
    .innerJoin('push_devices', (join) => join.on('push_devices.id', '=', deviceId))
    .innerJoin('accounts', 'accounts.id', 'push_devices.account_id')
    .select([
      'pushes.title',
      'pushes.body',
      'push_devices.client_id as clientId',
      'push_devices.client_type as clientType',
    ])
    .where('pushes.id', '=', pushId)
    .where('push_devices.enabled', '=', 1)
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
    .executeTakeFirst();
}

/** The push reached a device, or had none to reach. */
export async function markSent(db: Db, pushId: number, now: number): Promise<void> {
  await db
    .updateTable('pushes')
    .set({ status: 1, updated_at: now })
    .where('id', '=', pushId)
    .where('status', '!=', 1)
    .execute();
}

/** Does nothing where a device has been reached. */
export async function markFailed(db: Db, pushId: number, now: number): Promise<void> {
  await db
    .updateTable('pushes')
    .set({ status: 2, updated_at: now })
    .where('id', '=', pushId)
    .where('status', '=', 0)
    .execute();
}
