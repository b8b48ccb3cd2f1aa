import { sql } from 'kysely';
import { spanBits } from '../../db/account-counts.ts';
import type { Db } from '../../db/database.ts';
import { prepareQuery } from '../../db/prepared.ts';
import type { Listed, Page } from '../paging.ts';
import type { Account } from './account.ts';

/** How many accounts have their ids in one stretch. */
interface Span {
  span: number;
  total: number;
}

const listSpans = prepareQuery<Span>((db) =>
  db
    .selectFrom('account_counts')
    .select(['span', sql<number>`cast(sum(total) as bigint)`.as('total')])
    .groupBy('span')
    .orderBy('span', 'desc'),
);

const listFrom = prepareQuery<Account>((db) =>
  db.selectFrom('accounts').selectAll().where('id', '<=', 0).orderBy('id', 'desc').offset(0).limit(0),
);

/**
 * Newest first, whatever their status. The counts tell how many there are, and in which stretch of ids the page begins: no
 * more accounts than one stretch has are passed over, wherever it lies.
 */
export async function listAccounts(db: Db, page: Page): Promise<Listed<Account>> {
  const spans = await listSpans(db, []);
  return { total: spans.reduce((sum, { total }) => sum + total, 0), rows: await listPage(db, spans, page) };
}

/** Of a page past the end, however far, nothing is read. */
async function listPage(db: Db, spans: readonly Span[], { offset, limit }: Page): Promise<Account[]> {
  let left = offset;
  for (const { span, total } of spans) {
    if (left < total) return listFrom(db, [(span + 1) * 2 ** spanBits - 1, limit, left]);
    left -= total;
  }
  return [];
}
