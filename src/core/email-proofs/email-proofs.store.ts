import type { Db } from '../../db/database.ts';

/** Keeps a link's token, hashed, with what it proves. */
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

/** Succeeds once for each token. */
export async function consumeEmailProof(
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
