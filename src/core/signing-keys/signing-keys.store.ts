import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { SigningKeysTable } from '../../db/schema.ts';

/** One key, as stored: its secret is encrypted. */
export type SigningKeyRow = Selectable<SigningKeysTable>;

/** Answers the id of the new key. */
export async function insertSigningKey(db: Db, values: Insertable<SigningKeysTable>): Promise<number> {
  const { id } = await db.insertInto('signing_keys').values(values).returning('id').executeTakeFirstOrThrow();
  return id;
}

const selectLive = prepareQuery<SigningKeyRow>((db) =>
  db.selectFrom('signing_keys').selectAll().where('auth_key', '=', '').where('disabled_at', 'is', null),
);

/** Undefined for an unknown or a disabled one. */
export async function findLiveSigningKey(db: Db, authKey: string): Promise<SigningKeyRow | undefined> {
  return (await selectLive(db, [authKey]))[0];
}

/** Oldest first. */
export function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.selectFrom('signing_keys').selectAll().orderBy('id').execute();
}

/** False where there is no such key; one that is disabled already stays as it is. */
export async function disableSigningKey(db: Db, id: number, now: number): Promise<boolean> {
  const row = await db
    .updateTable('signing_keys')
    .set((eb) => ({ disabled_at: eb.fn.coalesce('disabled_at', eb.val(now)) }))
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Puts a secret in place that was encrypted anew. */
export async function replaceSecret(db: Db, id: number, secretEncrypted: string): Promise<void> {
  await db.updateTable('signing_keys').set({ secret_encrypted: secretEncrypted }).where('id', '=', id).execute();
}
