import { type RawBuilder, sql } from 'kysely';
import type { JobHandlers } from '../../src/core/jobs/job-kinds.ts';
import { createJobs, type JobPayloads, type Jobs } from '../../src/core/jobs/jobs.ts';
import { createKeyring } from '../../src/core/keyring/keyring.ts';
import { type Database, transact } from '../../src/db/database.ts';
import { migrate, withoutAuditLog } from '../../src/db/migrate.ts';

const queueRootKey = 'a root key of more than 32 characters, current';

const idle: JobHandlers = {
  email: { concurrency: 1, isLocal: false, run: async () => undefined },
  push: { concurrency: 1, isLocal: false, run: async () => undefined },
  'push-devices': { concurrency: 1, isLocal: false, neverGivenUp: true, run: async () => undefined },
  'forgotten-password': { concurrency: 1, isLocal: false, run: async () => undefined },
  webhook: { concurrency: 1, isLocal: false, run: async () => undefined },
  'remove-file': { concurrency: 1, isLocal: false, neverGivenUp: true, run: async () => undefined },
};

/** All tables, and one in which a test notes what was kept with the end of a job. */
export async function createQueueTables(db: Database): Promise<void> {
  await migrate(db, Date.now(), withoutAuditLog);
  await sql`create table kept (note text not null)`.execute(db);
}

export const noteKept = (db: Database, note: string): Promise<unknown> =>
  sql`insert into kept (note) values (${note})`.execute(db);

export async function listKept(db: Database): Promise<string[]> {
  const query: RawBuilder<{ note: string }> = sql`select note from kept order by note`;
  return (await query.execute(db)).rows.map(({ note }) => note);
}

/** A queue as one process has it; kinds that are not given do nothing. */
export function openQueue(
  db: Database,
  handlers: Partial<JobHandlers>,
  { now = () => Date.now(), rootKey = queueRootKey }: { now?: () => number; rootKey?: string } = {},
): Jobs {
  return createJobs({
    db,
    keyring: createKeyring([rootKey]),
    clock: { now },
    handlers: { ...idle, ...handlers },
    onFailure: () => {},
  });
}

export function enqueueJobs<Kind extends keyof JobPayloads>(
  db: Database,
  jobs: Jobs,
  kind: Kind,
  ...payloads: JobPayloads[Kind][]
): Promise<void> {
  return transact(db, (tx) => jobs.enqueue(tx, kind, ...payloads));
}

export const listJobs = (db: Database) => db.selectFrom('jobs').selectAll().orderBy('id').execute();
