import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { ApiKeysTable } from '../../db/schema.ts';

/** One key, as stored: hashed. */
export type ApiKeyRow = Selectable<ApiKeysTable>;

/** Answers the id of the new key. */
export async function insertApiKey(db: Db, values: Insertable<ApiKeysTable>): Promise<number> {
  const { id } = await db.insertInto('api_keys').values(values).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** Newest first. */
export function listApiKeys(db: Db): Promise<ApiKeyRow[]> {
  return db.selectFrom('api_keys').selectAll().orderBy('id', 'desc').execute();
}

/** False where there is no such key; one that is revoked already stays as it is. */
export async function revokeApiKey(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('api_keys')
    .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Finds a live key by its hashes and notes that it was used, in one statement; it is kept under the first hash, the
 * current root key's, from then on.
 */
export async function useApiKey(db: Db, hashes: [string, ...string[]], now: number): Promise<ApiKeyRow | undefined> {
  return db
    .updateTable('api_keys')
    .set({ last_used_at: now, key_hash: hashes[0] })
    .where('key_hash', 'in', hashes)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .returningAll()
    .executeTakeFirst();
}
