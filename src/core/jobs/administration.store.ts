import type { SelectQueryBuilder } from 'kysely';
import type { Db } from '../../db/database.ts';
import { lockedIn } from '../../db/locking.ts';
import { padded } from '../../db/padded.ts';
import type { JobsTable, Schema } from '../../db/schema.ts';
import { unindexed } from '../../db/unindexed.ts';
import type { Job } from './jobs.store.ts';

/** Where a list of jobs goes on: by a moment and then by id, or by id alone. */
export interface JobPosition {
  at: number;
  id: number;
}

interface Page {
  after?: JobPosition | undefined;
  limit: number;
}

const living = (db: Db) => db.selectFrom('jobs').where('dead_at', 'is', null);
const dead = (db: Db) => db.selectFrom('jobs').where('dead_at', 'is not', null);

/** How many of a kind there are in each state; each count ends at `most`. */
export async function countJobs(
  db: Db,
  { kind, now, most }: { kind: string; now: number; most: number },
): Promise<Record<'due' | 'retrying' | 'running' | 'dead', number>> {
  const count = async (jobs: SelectQueryBuilder<Schema, 'jobs', object>): Promise<number> => {
    const rows = jobs.select('id').where('kind', '=', kind).limit(most).as('rows');
    return (
      await db
        .selectFrom(rows)
        .select((eb) => eb.fn.countAll<number>().as('n'))
        .executeTakeFirstOrThrow()
    ).n;
  };
  return {
    due: await count(living(db).where('run_at', '<=', now)),
    retrying: await count(living(db).where('run_at', '>', now).where('lease', 'is', null)),
    running: await count(db.selectFrom('jobs').where('lease', 'is not', null).where(later('run_at'), '>', now)),
    dead: await count(dead(db)),
  };
}

/** So that the database goes through the few that are leased, and not through all that wait. */
const later = (column: keyof JobsTable) => unindexed<number>(column);

type Jobs = SelectQueryBuilder<Schema, 'jobs', Job>;

const ofKind =
  (kind: string | undefined) =>
  (jobs: Jobs): Jobs =>
    kind === undefined ? jobs : jobs.where('kind', '=', kind);

const beginAfter =
  (column: 'dead_at' | 'run_at', sign: '<' | '>', after: JobPosition | undefined) =>
  (jobs: Jobs): Jobs =>
    after ? jobs.where(({ eb, refTuple, tuple }) => eb(refTuple(column, 'id'), sign, tuple(after.at, after.id))) : jobs;

/** Those that were given up, of one kind or of all, the last one first. */
export function listDead(db: Db, { kind, after, limit }: Page & { kind?: string | undefined }): Promise<Job[]> {
  return dead(db)
    .selectAll()
    .$call(ofKind(kind))
    .$call(beginAfter('dead_at', '<', after))
    .orderBy('dead_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
}

/** Those of a kind that nobody is doing, the next one first. */
export function listWaiting(db: Db, { kind, now, after, limit }: Page & { kind: string; now: number }): Promise<Job[]> {
  return living(db)
    .selectAll()
    .where('kind', '=', kind)
    .where((eb) => eb.or([eb('lease', 'is', null), eb('run_at', '<=', now)]))
    .$call(beginAfter('run_at', '>', after))
    .orderBy('run_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Those that are being done, of one kind or of all, the newest first. */
export function listRunning(
  db: Db,
  { kind, now, after, limit }: Page & { kind?: string | undefined; now: number },
): Promise<Job[]> {
  return db
    .selectFrom('jobs')
    .selectAll()
    .where('lease', 'is not', null)
    .where(later('run_at'), '>', now)
    .$call(ofKind(kind))
    .$if(after !== undefined, (query) => query.where(later('id'), '<', after?.id as number))
    .orderBy(later('id'), 'desc')
    .limit(limit)
    .execute();
}

/** Undefined where there is none, or none any more. */
export function findJob(db: Db, id: number): Promise<Job | undefined> {
  return db.selectFrom('jobs').selectAll().where('id', '=', id).$call(lockedIn(db)).executeTakeFirst();
}

/** The oldest dead ones of a kind that were given up until a moment, after the one at `after`. */
export function listDeadUntil(
  db: Db,
  { kind, until, after, limit }: Page & { kind: string; until: number },
): Promise<Job[]> {
  return dead(db)
    .selectAll()
    .where('kind', '=', kind)
    .where('dead_at', '<=', until)
    .$call(beginAfter('dead_at', '>', after))
    .orderBy('dead_at')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Makes dead jobs due, as if they had never been tried; answers those that were still dead. */
export function replayDead(db: Db, ids: readonly number[], now: number): Promise<Job[]> {
  return db
    .updateTable('jobs')
    .set({ dead_at: null, run_at: now, retry_since: now, attempts: 0 })
    .where('id', 'in', padded(ids))
    .where('dead_at', 'is not', null)
    .returningAll()
    .execute();
}

/** Removes a job, whatever its state. */
export async function removeJob(db: Db, id: number): Promise<void> {
  await db.deleteFrom('jobs').where('id', '=', id).execute();
}

/** Answers the job that is gone; undefined where none was dead. */
export function deleteDead(db: Db, id: number): Promise<Job | undefined> {
  return db.deleteFrom('jobs').where('id', '=', id).where('dead_at', 'is not', null).returningAll().executeTakeFirst();
}

/** Makes a job due that waits for its next try; undefined where none does. */
export function hastenJob(db: Db, id: number, now: number): Promise<Job | undefined> {
  return db
    .updateTable('jobs')
    .set({ run_at: now })
    .where('id', '=', id)
    .where('dead_at', 'is', null)
    .where('lease', 'is', null)
    .where('run_at', '>', now)
    .returningAll()
    .executeTakeFirst();
}
