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

/** Does nothing where the lease was lost to another claimant. */
export async function deleteJob(db: Db, job: Job): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', job.id).where('leased_until', '=', job.leased_until).execute();
}

/** The same. */
export async function postponeJob(db: Db, job: Job, runAt: number, error: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: runAt, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .execute();
}

/** Keeps the job, never to be run again; nothing where the lease was lost. */
export async function markJobDead(db: Db, job: Job, now: number, error: string): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ dead_at: now, leased_until: null, last_error: error })
    .where('id', '=', job.id)
    .where('leased_until', '=', job.leased_until)
    .execute();
}
