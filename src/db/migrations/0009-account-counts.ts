import { sql } from 'kysely';
import { accountCounters, countFromScratch } from '../account-counts.ts';
import type { Db } from '../database.ts';

/** How many accounts there are, and from which id on a page of them begins, without counting them for each page. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('account_counts')
    .addColumn('span', 'bigint', (c) => c.notNull())
    .addColumn('shard', 'integer', (c) => c.notNull())
    .addColumn('total', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('account_counts_key', ['span', 'shard'])
    .execute();
  for (const statement of accountCounters(db)) await sql.raw(statement).execute(db);
  await countFromScratch.execute(db);
}
