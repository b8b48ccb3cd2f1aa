import type { Insertable, Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { nextVersion } from '../../db/next-version.ts';
import { padded } from '../../db/padded.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { ApiKeysTable } from '../../db/schema.ts';

/** One key, as stored: hashed. */
export type ApiKeyRow = Selectable<ApiKeysTable>;

/** Answers the new key. */
export async function insertApiKey(db: Db, values: Insertable<ApiKeysTable>): Promise<ApiKeyRow> {
  return db.insertInto('api_keys').values(values).returningAll().executeTakeFirstOrThrow();
}

/** Whatever its state. */
export function findApiKey(db: Db, id: number): Promise<ApiKeyRow | undefined> {
  return db.selectFrom('api_keys').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** What these keys are called, whatever their state. */
export function findApiKeyNames(db: Db, ids: readonly number[]) {
  return db.selectFrom('api_keys').select(['id', 'name']).where('id', 'in', padded(ids)).execute();
}

/** Newest first, from the one before `beforeId`; all of them where `most` is not told. */
export function listApiKeys(db: Db, { beforeId, most }: { beforeId: number; most?: number | undefined }) {
  const query = db.selectFrom('api_keys').selectAll().where('id', '<', beforeId).orderBy('id', 'desc');
  return (most === undefined ? query : query.limit(most)).execute();
}

/** Answers the key as it is then. */
export function revokeApiKey(db: Db, id: number, now: number): Promise<ApiKeyRow> {
  return db
    .updateTable('api_keys')
    .set({ revoked_at: now, updated_at: nextVersion(now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

const selectLive = prepareQuery<ApiKeyRow>((db, count) =>
  db
    .selectFrom('api_keys')
    .selectAll()
    .where('key_hash', 'in', Array<string>(count - 1).fill(''))
    .where('revoked_at', 'is', null)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', 0)])),
);

/** The live key that one of the hashes belongs to; undefined for an unknown, revoked or expired one. */
export async function findLiveApiKey(db: Db, hashes: readonly string[], now: number): Promise<ApiKeyRow | undefined> {
  return (await selectLive(db, [...hashes, now]))[0];
}

/** Notes that a key was used; it is kept under `hash`, the current root key's, from then on. */
export async function noteApiKeyUse(db: Db, id: number, hash: string, now: number): Promise<void> {
  await db.updateTable('api_keys').set({ last_used_at: now, key_hash: hash }).where('id', '=', id).execute();
}
