import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { ApiKeysTable } from '../../db/schema.ts';

export type ApiKeyRow = Selectable<ApiKeysTable>;

export async function insertApiKey(db: Db, values: Insertable<ApiKeysTable>): Promise<number> {
  const { id } = await db.insertInto('api_keys').values(values).returning('id').executeTakeFirstOrThrow();
  return id;
}

/** Finds a live key and notes that it was used, in one statement. */
export async function useApiKey(db: Db, hashes: string[], now: number): Promise<ApiKeyRow | undefined> {
  return db
    .updateTable('api_keys')
    .set({ last_used_at: now })
    .where('key_hash', 'in', hashes)
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .returningAll()
    .executeTakeFirst();
}
