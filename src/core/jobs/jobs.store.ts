import type { Selectable } from 'kysely';
import type { Db } from '../../db/database.ts';
import type { JobsTable } from '../../db/schema.ts';

/** One job, as stored: its payload is sealed. */
export type Job = Selectable<JobsTable>;

/** Adds jobs that are due at once, in one statement. */
export async function insertJobs(
  db: Db,
  jobs: ReadonlyArray<{ kind: string; payload: string; now: number }>,
): Promise<void> {
  const rows = jobs.map(({ kind, payload, now }) => ({ kind, payload, run_at: now, created_at: now }));
  await db.insertInto('jobs').values(rows).execute();
}

/** Leases the oldest due job, in one statement: two claimants never get the same one. A lease that ran out interrupts it. */
export async function claimJob(db: Db, now: number, leasedUntil: number): Promise<Job | undefined> {
  return db
    .updateTable('jobs')
    .set((eb) => ({
      leased_until: leasedUntil,
      attempts: eb('attempts', '+', 1),
      interrupted: eb.case().when('leased_until', 'is', null).then(eb.lit(0)).else(eb.lit(1)).end(),
    }))
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

/** False where the lease was lost to another claimant: then nothing is deleted. */
export async function deleteJob(db: Db, job: Job): Promise<boolean> {
  const result = await db
    .deleteFrom('jobs')
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Does nothing where the lease was lost. */
export async function postponeJob(db: Db, job: Job, runAt: number, error: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: runAt, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .execute();
}

/** Keeps the job, never to be run again; false, and nothing, where the lease was lost. */
export async function markJobDead(db: Db, job: Job, now: number, error: string): Promise<boolean> {
  const result = await db
    .updateTable('jobs')
    .set({ dead_at: now, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
