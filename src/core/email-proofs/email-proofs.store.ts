import type { Db } from '../../db/database.ts';

export async function insertEmailProof(
  db: Db,
  proof: { tokenHash: string; accountId: number; email: string; expiresAt: number },
): Promise<void> {
  await db
    .insertInto('email_proofs')
    .values({
      token_hash: proof.tokenHash,
      account_id: proof.accountId,
      email: proof.email,
      expires_at: proof.expiresAt,
    })
    .execute();
}

/** Null where the account has none. */
export async function findHandle(db: Db, accountId: number): Promise<string | null> {
  const row = await db.selectFrom('accounts').select('handle').where('id', '=', accountId).executeTakeFirst();
  return row?.handle ?? null;
}

/** Succeeds once for each token. */
export async function takeEmailProof(
  db: Db,
  tokenHashes: string[],
  now: number,
): Promise<{ account_id: number; email: string } | undefined> {
  return db
    .deleteFrom('email_proofs')
    .where('token_hash', 'in', tokenHashes)
    .where('expires_at', '>', now)
    .returning(['account_id', 'email'])
    .executeTakeFirst();
}
