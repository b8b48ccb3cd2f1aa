import { sql } from 'kysely';
import { countRows } from '../../db/count.ts';
import type { Db } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { termsOf } from './account-terms.ts';

/** What the terms of one page of accounts came to. */
interface JudgedPage {
  lastId: number | undefined;
  expected: number;
  found: number;
}

const pageSize = 500;

/** Counts the terms that the next accounts after an id should have, and those of them that are there. */
export async function judgeTermsAfter(db: Db, afterId: number): Promise<JudgedPage> {
  const page = db.selectFrom('accounts').selectAll().where('id', '>', afterId).orderBy('id').limit(pageSize);
  const accounts = await page.execute();
  const terms: string[] = [];
  const owners: number[] = [];
  for (const account of accounts) {
    for (const term of termsOf(account)) {
      terms.push(term);
      owners.push(account.id);
    }
  }
  const pairs = isPostgres(db)
    ? sql`unnest(${terms}::text[], ${owners}::bigint[]) as pair(term, account_id)`
    : sql`(select value ->> 0 as term, value ->> 1 as account_id
        from json_each(${JSON.stringify(terms.map((term, index) => [term, owners[index]]))})) as pair`;
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${pairs} join account_terms as own
    on own.term = pair.term and own.account_id = pair.account_id`.execute(db);
  return { lastId: accounts.at(-1)?.id, expected: terms.length, found: rows[0]?.n ?? 0 };
}

/** How many terms there are at all. */
export function countTerms(db: Db): Promise<number> {
  return countRows(db.selectFrom('account_terms'));
}
