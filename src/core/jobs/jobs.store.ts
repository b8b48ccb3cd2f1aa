import type { Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { JobsTable } from '../../db/schema.ts';

export type Job = Selectable<JobsTable>;

export async function insertJob(
  db: Db,
  job: { kind: string; payload: string; runAt: number; now: number },
): Promise<number> {
  const { id } = await db
    .insertInto('jobs')
    .values({ kind: job.kind, payload: job.payload, run_at: job.runAt, created_at: job.now })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Leases the oldest due job, in one statement: two claimants never get the same one. */
export async function claimJob(db: Db, now: number, leasedUntil: number): Promise<Job | undefined> {
  return db
    .updateTable('jobs')
    .set((eb) => ({ leased_until: leasedUntil, attempts: eb('attempts', '+', 1) }))
    .where('id', '=', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('dead_at', 'is', null)
        .where('run_at', '<=', now)
        .where((or) => or.or([or('leased_until', 'is', null), or('leased_until', '<=', now)]))
        .orderBy('run_at')
        .orderBy('id')
        .limit(1),
    )
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<=', now)]))
    .returningAll()
    .executeTakeFirst();
}

export async function deleteJob(db: Db, job: Job): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', job.id).where('leased_until', '=', job.leased_until).execute();
}

export async function postponeJob(db: Db, job: Job, runAt: number, error: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: runAt, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .execute();
}

export async function buryJob(db: Db, job: Job, now: number, error: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ dead_at: now, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .execute();
}
