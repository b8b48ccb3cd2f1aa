import type { Db } from '../database.ts';

/** What keeps codes from being sent for the money, and SMS from costing too much. */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('codes').addColumn('tally_at', 'bigint').execute();
  await db.schema
    .createTable('code_tallies')
    .addColumn('area', 'text', (c) => c.notNull())
    .addColumn('minute_at', 'bigint', (c) => c.notNull())
    .addColumn('asked', 'bigint', (c) => c.notNull())
    .addColumn('sent', 'bigint', (c) => c.notNull())
    .addColumn('verified', 'bigint', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('code_tallies_key', ['area', 'minute_at'])
    .execute();
  await db.schema.createIndex('code_tallies_by_minute').on('code_tallies').column('minute_at').execute();
  await db.schema
    .createTable('sms_breakers')
    .addColumn('area', 'text', (c) => c.primaryKey())
    .addColumn('counts_from', 'bigint', (c) => c.notNull())
    .addColumn('opened_at', 'bigint')
    .addColumn('open_until', 'bigint')
    .addColumn('judged_sent', 'bigint', (c) => c.notNull())
    .addColumn('judged_verified', 'bigint', (c) => c.notNull())
    .execute();
  // The row that every send takes its turn by is there from the beginning.
  await db
    .insertInto('sms_breakers')
    .values({ area: '*', counts_from: 0, opened_at: null, open_until: null, judged_sent: 0, judged_verified: 0 })
    .execute();
  await db.schema
    .createTable('sms_spend')
    .addColumn('day', 'text', (c) => c.primaryKey())
    .addColumn('amount_micros', 'bigint', (c) => c.notNull())
    .addColumn('messages', 'bigint', (c) => c.notNull())
    .execute();
}
