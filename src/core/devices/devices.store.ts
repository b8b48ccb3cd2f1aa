import { type Selectable, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import type { PushDevicesTable } from '../../db/schema.ts';

/** One app installation that takes pushes, as stored. */
export type PushDevice = Selectable<PushDevicesTable>;

/** One statement: a client is a row once, whoever binds it and however often at once. */
export async function upsertDevice(
  db: Db,
  device: { accountId: number; clientId: string; clientType: string; now: number },
): Promise<PushDevice> {
  const binding = { account_id: device.accountId, client_type: device.clientType, updated_at: device.now };
  return db
    .insertInto('push_devices')
    .values({ ...binding, client_id: device.clientId, enabled: 1, created_at: device.now })
    .onConflict((conflict) =>
      conflict.column('client_id').doUpdateSet({
        ...binding,
        // The switch is its owner's choice: binding again keeps it, another account starts with its own. An app that was
        // gone is back.
        enabled: sql<0 | 1>`case when push_devices.account_id = ${device.accountId}
          and push_devices.unregistered_at is null then push_devices.enabled else 1 end`,
        unregistered_at: null,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Undefined where the account has no such client. */
export function findDevice(db: Db, accountId: number, clientId: string): Promise<PushDevice | undefined> {
  return db
    .selectFrom('push_devices')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('account_id', '=', accountId)
    .$call(lockedIn(db))
    .executeTakeFirst();
}

/** The account's, newest binding first, below an id. */
export function listDevices(
  db: Db,
  accountId: number,
  page: { beforeId: number | undefined; limit: number },
): Promise<PushDevice[]> {
  return db
    .selectFrom('push_devices')
    .selectAll()
    .where('account_id', '=', accountId)
    .$if(page.beforeId !== undefined, (query) => query.where('id', '<', page.beforeId as number))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

/** False where the account has no such client. */
export async function updateEnabled(
  db: Db,
  device: { accountId: number; clientId: string },
  enabled: 0 | 1,
  now: number,
): Promise<boolean> {
  const result = await db
    .updateTable('push_devices')
    // A choice of its owner's, whatever was before.
    .set({ enabled, updated_at: now, unregistered_at: null })
    .where('client_id', '=', device.clientId)
    .where('account_id', '=', device.accountId)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
