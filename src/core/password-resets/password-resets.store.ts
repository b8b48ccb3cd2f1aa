import type { Db } from '../../db/database.ts';

/** Keeps a link's token, hashed, in place of all that the account had. */
export async function replaceReset(
  db: Db,
  reset: { tokenHash: string; accountId: number; expiresAt: number },
): Promise<void> {
  await db.deleteFrom('password_resets').where('account_id', '=', reset.accountId).execute();
  await db
    .insertInto('password_resets')
    .values({ token_hash: reset.tokenHash, account_id: reset.accountId, expires_at: reset.expiresAt })
    .execute();
}

/** Whether a live link has this token. */
export async function existsReset(db: Db, tokenHashes: string[], now: number): Promise<boolean> {
  const row = await db
    .selectFrom('password_resets')
    .select('account_id')
    .where('token_hash', 'in', tokenHashes)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row !== undefined;
}

/** Succeeds once for each token, and answers whose it is. */
export async function consumeReset(db: Db, tokenHashes: string[], now: number): Promise<number | undefined> {
  const row = await db
    .deleteFrom('password_resets')
    .where('token_hash', 'in', tokenHashes)
    .where('expires_at', '>', now)
    .returning('account_id')
    .executeTakeFirst();
  return row?.account_id;
}
