import type { Db } from '../../db/database.ts';

/**
 * Claims the mark in one statement, or takes over one that nobody finished before `abandonedUntil`; false where it is
 * another's, or done.
 */
export async function claimMark(db: Db, key: string, leasedUntil: number, abandonedUntil: number): Promise<boolean> {
  const row = await db
    .insertInto('replay_marks')
    .values({ key, done: 0, expires_at: leasedUntil })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ expires_at: leasedUntil })
        .where('replay_marks.done', '=', 0)
        .where('replay_marks.expires_at', '<=', abandonedUntil),
    )
    .returning('key')
    .executeTakeFirst();
  return row !== undefined;
}

/** Marks as done for good, even where the lease was lost meanwhile: the work happened. */
export async function finishMark(db: Db, key: string, expiresAt: number): Promise<void> {
  await db
    .insertInto('replay_marks')
    .values({ key, done: 1, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ done: 1, expires_at: expiresAt }))
    .execute();
}

/** Removes the mark of that very claim, and no later one's. */
export async function removeMark(db: Db, key: string, leasedUntil: number): Promise<void> {
  await db
    .deleteFrom('replay_marks')
    .where('key', '=', key)
    .where('done', '=', 0)
    .where('expires_at', '=', leasedUntil)
    .execute();
}
