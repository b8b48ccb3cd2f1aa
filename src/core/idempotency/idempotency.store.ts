import type { Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { IdempotencyKeysTable } from '../../db/schema.ts';

/** One key, as stored. */
export type IdempotencyRow = Selectable<IdempotencyKeysTable>;

/** False where the key is there already; one that is past its time gives way. */
export async function insertKey(
  db: Db,
  key: Pick<IdempotencyRow, 'key_hash' | 'request_hash' | 'expires_at'>,
  now: number,
): Promise<boolean> {
  const inserted = await db
    .insertInto('idempotency_keys')
    .values({ ...key, status: null, answer_encrypted: null })
    .onConflict((conflict) =>
      conflict
        .column('key_hash')
        .doUpdateSet({ ...key, status: null, answer_encrypted: null })
        .where('idempotency_keys.expires_at', '<=', now),
    )
    .returning('key_hash')
    .executeTakeFirst();
  return inserted !== undefined;
}

/** The key that has one of these hashes and is not past its time; undefined where it was given up meanwhile. */
export function findKey(db: Db, keyHashes: readonly string[], now: number): Promise<IdempotencyRow | undefined> {
  if (keyHashes.length === 0) return Promise.resolve(undefined);
  return db
    .selectFrom('idempotency_keys')
    .selectAll()
    .where('key_hash', 'in', keyHashes)
    .where('expires_at', '>', now)
    .executeTakeFirst();
}

/** Keeps what was answered. */
export async function completeKey(db: Db, keyHash: string, status: number, answerEncrypted: string): Promise<void> {
  await db
    .updateTable('idempotency_keys')
    .set({ status, answer_encrypted: answerEncrypted })
    .where('key_hash', '=', keyHash)
    .execute();
}

/** Nothing was made under it: the next request may. */
export async function deleteKey(db: Db, keyHash: string): Promise<void> {
  await db.deleteFrom('idempotency_keys').where('key_hash', '=', keyHash).where('status', 'is', null).execute();
}
