import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { SigningKeysTable } from '../../db/schema.ts';

/** One key, as stored: its secret is encrypted. */
export type SigningKeyRow = Selectable<SigningKeysTable>;

/** Answers the new key. */
export async function insertSigningKey(db: Db, values: Insertable<SigningKeysTable>): Promise<SigningKeyRow> {
  return db.insertInto('signing_keys').values(values).returningAll().executeTakeFirstOrThrow();
}

const selectLive = prepareQuery<SigningKeyRow>((db) =>
  db
    .selectFrom('signing_keys')
    .selectAll()
    .where('auth_key', '=', '')
    .where('disabled_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', 0)])),
);

/** Undefined for an unknown, a disabled or an expired one. */
export async function findLiveSigningKey(db: Db, authKey: string, now: number): Promise<SigningKeyRow | undefined> {
  return (await selectLive(db, [authKey, now]))[0];
}

/** Whatever its state. */
export function findSigningKey(db: Db, id: number): Promise<SigningKeyRow | undefined> {
  return db.selectFrom('signing_keys').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** Oldest first. */
export function listSigningKeys(db: Db): Promise<SigningKeyRow[]> {
  return db.selectFrom('signing_keys').selectAll().orderBy('id').execute();
}

/** Newest first, from the one before `beforeId`. */
export function listSigningKeysBefore(db: Db, beforeId: number, most: number): Promise<SigningKeyRow[]> {
  return db
    .selectFrom('signing_keys')
    .selectAll()
    .where('id', '<', beforeId)
    .orderBy('id', 'desc')
    .limit(most)
    .execute();
}

/** Answers the key as it is then. */
export function updateSigningKey(
  db: Db,
  id: number,
  changes: Partial<Pick<SigningKeyRow, 'disabled_at' | 'expires_at'>>,
  now: number,
): Promise<SigningKeyRow> {
  return db
    .updateTable('signing_keys')
    .set({ ...changes, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Puts a secret in place that was encrypted anew. */
export async function replaceSecret(db: Db, id: number, secretEncrypted: string): Promise<void> {
  await db.updateTable('signing_keys').set({ secret_encrypted: secretEncrypted }).where('id', '=', id).execute();
}
