import type { Db } from '../../db/database.ts';

/** Since when the oldest job of a kind is due that nobody does; undefined where none is. */
export async function findOldestDue(db: Db, kind: string, now: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('jobs')
    .select('run_at')
    .where('kind', '=', kind)
    .where('dead_at', 'is', null)
    .where('run_at', '<=', now)
    .orderBy('run_at')
    .limit(1)
    .executeTakeFirst();
  return row?.run_at;
}
