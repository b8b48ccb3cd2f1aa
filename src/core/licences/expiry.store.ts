import { sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { Licence } from './licences.store.ts';

/** Marks at most `most` licences whose end has come as told of it, and answers them: each end is answered once, to one caller. */
export function markExpiryTold(db: Db, now: number, most: number): Promise<Licence[]> {
  return db
    .updateTable('licences')
    .set((eb) => ({ expiry_told: eb.ref('expires_at') }))
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('licences')
        .select('id')
        .where('expires_at', 'is not', null)
        .where('revoked_at', 'is', null)
        .where(sql<boolean>`expiry_told is distinct from expires_at`)
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(most),
    )
    .where(sql<boolean>`expiry_told is distinct from expires_at`)
    .returningAll()
    .execute();
}
