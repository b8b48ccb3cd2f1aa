import { sql } from 'kysely';
import type { Db } from '../database.ts';
import { createNumberedTable } from './numbered-table.ts';

/** The queue with leases that are extended, and what waits in it. */
export async function up(db: Db): Promise<void> {
  await db.schema.dropIndex('jobs_due').execute();
  await db.schema.alterTable('jobs').renameTo('jobs_before').execute();
  await createJobs(db);
  // A job that was being done when the program was replaced is due again, as one whose lease ran out.
  await sql`insert into jobs (kind, key, payload, created_at, retry_since, run_at, attempts, dead_at, last_error)
    select kind, 'before-' || id, payload, created_at, created_at, run_at, attempts, dead_at, last_error
    from jobs_before order by id`.execute(db);
  await db.schema.dropTable('jobs_before').execute();
}

async function createJobs(db: Db): Promise<void> {
  await createNumberedTable(db, 'jobs')
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('retry_since', 'bigint', (c) => c.notNull())
    .addColumn('run_at', 'bigint', (c) => c.notNull())
    .addColumn('attempts', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('lease', 'text')
    .addColumn('dead_at', 'bigint')
    .addColumn('last_error', 'text')
    .execute();
  await db.schema
    .createIndex('jobs_due')
    .on('jobs')
    .columns(['kind', 'run_at', 'id'])
    .where(sql.ref('dead_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('jobs_dead')
    .on('jobs')
    .columns(['dead_at', 'id'])
    .where(sql.ref('dead_at'), 'is not', null)
    .execute();
  // For operators: the dead of one kind among a million of another, and the few that are being done among all.
  await db.schema
    .createIndex('jobs_dead_of_kind')
    .on('jobs')
    .columns(['kind', 'dead_at', 'id'])
    .where(sql.ref('dead_at'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('jobs_leased')
    .on('jobs')
    .columns(['kind', 'id'])
    .where(sql.ref('lease'), 'is not', null)
    .execute();
}
