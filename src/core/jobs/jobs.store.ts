import { type RawBuilder, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import type { Db } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import type { JobsTable, Schema } from '../../db/schema.ts';

/** One job, as stored: its payload is sealed. */
export type Job = Selectable<JobsTable>;
/** One that somebody is doing. */
export type LeasedJob = Job & { lease: string };

/** Adds jobs that are due at once, in one statement. */
export async function insertJobs(
  db: Db,
  jobs: ReadonlyArray<Pick<Job, 'kind' | 'key' | 'payload'>>,
  now: number,
): Promise<void> {
  const rows = jobs.map((job) => ({ ...job, created_at: now, retry_since: now, run_at: now }));
  await db.insertInto('jobs').values(rows).execute();
}

/** The kinds of which there is one that is due, so that an idle queue writes nothing. */
export async function listDueKinds<Kind extends string>(db: Db, kinds: readonly Kind[], now: number): Promise<Kind[]> {
  if (kinds.length === 0) return [];
  const due = kinds.map(
    (kind) => sql`select ${sql.lit(kind)} as kind where exists
    (select 1 from jobs where kind = ${sql.lit(kind)} and dead_at is null and run_at <= ${now})`,
  );
  const { rows } = await sql<{ kind: Kind }>`${sql.join(due, sql` union all `)}`.execute(db);
  return rows.map(({ kind }) => kind);
}

/**
 * Leases the oldest due jobs of a kind, in one conditional statement: two claimants never get the same one. A job whose
 * lease ran out is due.
 */
export async function claimJobs(
  db: Db,
  claim: { kind: string; most: number; now: number; leasedUntil: number; lease: string },
): Promise<LeasedJob[]> {
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where('kind', '=', claim.kind)
    .where('dead_at', 'is', null)
    .where('run_at', '<=', claim.now)
    .orderBy('run_at')
    .orderBy('id')
    .limit(claim.most);
  const rows = await db
    .updateTable('jobs')
    .set((eb) => ({ lease: claim.lease, run_at: claim.leasedUntil, attempts: eb('attempts', '+', 1) }))
    .where(isPostgres(db) ? amongUnlocked(due) : sql<boolean>`id in ${due}`)
    .where('dead_at', 'is', null)
    .where('run_at', '<=', claim.now)
    .returningAll()
    .execute();
  return rows.map((row) => ({ ...row, lease: claim.lease })).sort((one, other) => one.id - other.id);
}

/**
 * Whoever claims at the same time takes the next ones, rather than waiting for these. As an array, or PostgreSQL might
 * run the query once for each row, and claim more than it was asked for.
 */
function amongUnlocked(due: SelectQueryBuilder<Schema, 'jobs', { id: number }>): RawBuilder<boolean> {
  return sql<boolean>`id = any(array${due.forUpdate().skipLocked()})`;
}

/** False where the lease was lost to another claimant. */
export async function extendLease(db: Db, job: LeasedJob, leasedUntil: number): Promise<boolean> {
  const result = await db
    .updateTable('jobs')
    .set({ run_at: leasedUntil })
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** The same: then nothing is deleted. */
export async function deleteJob(db: Db, job: LeasedJob): Promise<boolean> {
  const result = await db.deleteFrom('jobs').where('id', '=', job.id).where('lease', '=', job.lease).executeTakeFirst();
  return result.numDeletedRows > 0n;
}

/** Ends a run with a change of the job: false, and nothing, where the lease was lost. */
export async function releaseJob(
  db: Db,
  job: LeasedJob,
  values: Partial<Pick<Job, 'run_at' | 'attempts' | 'payload' | 'dead_at' | 'last_error'>>,
): Promise<boolean> {
  const result = await db
    .updateTable('jobs')
    .set({ ...values, lease: null })
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}
