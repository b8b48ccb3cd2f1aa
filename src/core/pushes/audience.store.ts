import { type SqlBool, sql } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import { padded } from '../../db/padded.ts';
import { unindexed } from '../../db/unindexed.ts';
import { byAccount } from './delivery.store.ts';

/** How many of the accounts there are. */
export function countAccounts(db: Db, accountIds: readonly number[]): Promise<number> {
  return countRows(db.selectFrom('accounts').where('id', 'in', padded(accountIds)));
}

/** How many switched-on devices these accounts have, as far as they are active. */
export function countDevicesOf(db: Db, accountIds: readonly number[]): Promise<number> {
  return countRows(
    db
      .selectFrom('push_devices')
      .innerJoin('accounts', 'accounts.id', 'push_devices.account_id')
      .where('push_devices.account_id', 'in', padded(accountIds))
      .where(byAccount('enabled', '=', 1))
      .where(sql<SqlBool>`${unindexed('accounts.status')} = 'active'`),
  );
}

/** How many switched-on devices there are after one, up to a limit, and the last of these. */
export async function countDevicesAfter(
  db: Db,
  afterId: number,
  limit: number,
): Promise<{ devices: number; lastId: number | null }> {
  const devices = db
    .selectFrom('push_devices')
    .select('id')
    .where('enabled', '=', 1)
    .where('id', '>', afterId)
    .orderBy('id')
    .limit(limit);
  return db
    .selectFrom(devices.as('devices'))
    .select((eb) => [eb.fn.countAll<number>().as('devices'), eb.fn.max<number | null>('id').as('lastId')])
    .executeTakeFirstOrThrow();
}
