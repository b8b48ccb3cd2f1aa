import type { Db } from '../../db/database.ts';

/** Puts a fresh code, with all its tries, in place of the last one. */
export async function upsertCode(
  db: Db,
  code: { subject: string; codeHash: string; now: number; expiresAt: number; tallyAt: number | null },
): Promise<void> {
  const values = {
    code_hash: code.codeHash,
    tries: 0,
    created_at: code.now,
    expires_at: code.expiresAt,
    tally_at: code.tallyAt,
  };
  await db
    .insertInto('codes')
    .values({ subject: code.subject, ...values })
    .onConflict((conflict) => conflict.column('subject').doUpdateSet(values))
    .execute();
}

/** Counts a try before it is compared; undefined where there is no live code or no try left. */
export async function countTry(
  db: Db,
  subject: string,
  maxTries: number,
  now: number,
): Promise<{ code_hash: string; tally_at: number | null } | undefined> {
  return db
    .updateTable('codes')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('subject', '=', subject)
    .where('expires_at', '>', now)
    .where('tries', '<', maxTries)
    .returning(['code_hash', 'tally_at'])
    .executeTakeFirst();
}

/** Takes back the count of a try that was right: only wrong ones use up a code. From now on it counts as typed in. */
export async function acceptTry(db: Db, subject: string, codeHash: string): Promise<void> {
  await db
    .updateTable('codes')
    .set((eb) => ({ tries: eb('tries', '-', 1), tally_at: null }))
    .where('subject', '=', subject)
    .where('code_hash', '=', codeHash)
    .where('tries', '>', 0)
    .execute();
}

/** Succeeds once for each code. */
export async function consumeCode(db: Db, subject: string, codeHash: string, now: number): Promise<boolean> {
  const result = await db
    .deleteFrom('codes')
    .where('subject', '=', subject)
    .where('code_hash', '=', codeHash)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
