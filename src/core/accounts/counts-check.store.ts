import { sql } from 'kysely';
import { spanBits } from '../../db/account-counts.ts';
import type { Db } from '../../db/database.ts';

/** How many accounts there are, and in how many stretches of ids another number is kept; of one moment. */
export async function checkCounts(db: Db): Promise<{ accounts: number; wrong: number }> {
  const { rows } = await sql<{ accounts: number; wrong: number }>`
    select (select count(*) from accounts) as accounts,
      (select count(*) from (select span from (
        select span, total from account_counts
        union all select id >> ${sql.lit(spanBits)}, -1 from accounts) as each_one
      group by span having sum(total) != 0) as wrong) as wrong`.execute(db);
  return rows[0] ?? { accounts: 0, wrong: 0 };
}
