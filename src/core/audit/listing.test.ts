import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { CompiledQuery, sql } from 'kysely';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { testOnSqlite } from '../../../test/support/tested-database.ts';
import type { AuditFilter, AuditPosition, AuditRow } from './audit.ts';
import { type AuditColumn, buildWalk } from './listing.store.ts';
import { readAllAudit } from './listing.ts';

const { db } = await openTestDatabase({ after });
const audit = createTestAudit(db, { now: () => Date.now() });
const entryCount = 20_000;

// Eight actions, and all kinds of rare and frequent others; three entries share each time, and the clock once went back.
await sql`insert into audit_log (at, actor, action, target, contract, address, details, hash)
  with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${entryCount})
  select case when n between 9000 and 9999 then n / 3 - 50 else n / 3 end,
    case when n % 5000 = 0 then 'account:1' else 'system' end,
    case n % 8 when 0 then 'session.opened' when 1 then 'account.changed' when 2 then 'account.created'
      when 3 then 'push.created' when 4 then 'accounts.exported' when 5 then 'faq.created'
      else 'session.ended' end,
    'account:' || (n % 700), case n % 3 when 0 then 'mobile' when 1 then 'blog' else '' end,
    '10.0.0.' || (n % 50), '{}', '' from numbers`.execute(db);
const all = await db.selectFrom('audit_log').selectAll().execute();
const newestFirst = (a: AuditRow, b: AuditRow): number => b.at - a.at || b.id - a.id;

function select(filter: AuditFilter): AuditRow[] {
  const { action = '', from = 0, to = Number.POSITIVE_INFINITY, ...equal } = filter;
  return all
    .filter((row) => Object.entries(equal).every(([column, value]) => row[column as AuditColumn] === value))
    .filter((row) => row.action.startsWith(action) && row.at >= from && row.at < to)
    .sort(newestFirst);
}

async function listAll(filter: AuditFilter, limit: number): Promise<{ rows: AuditRow[]; pages: number }> {
  const rows: AuditRow[] = [];
  let before: AuditPosition | undefined;
  for (let pages = 1; ; pages += 1) {
    const { entries, next } = await audit.list(filter, { before, limit });
    assert.ok(entries.length <= limit);
    rows.push(...entries);
    if (!next) return { rows, pages };
    before = next;
  }
}

const filters: Array<[filter: AuditFilter, mostPages: number]> = [
  [{}, 101],
  [{ actor: 'account:1' }, 1],
  [{ actor: 'system', contract: 'mobile' }, 40],
  [{ actor: 'account:1', contract: 'mobile' }, 1],
  [{ actor: 'nobody' }, 1],
  [{ target: 'account:5' }, 1],
  [{ target: 'account:5', actor: 'account:1' }, 1],
  [{ action: 'account.' }, 30],
  [{ action: 'account' }, 40],
  [{ action: 'push.created' }, 15],
  [{ action: 'nothing' }, 1],
  [{ action: 'session.', contract: 'blog', address: '10.0.0.7' }, 10],
  [{ action: 's', contract: 'blog' }, 50],
  [{ address: '10.0.0.7' }, 3],
  [{ from: 100, to: 200 }, 3],
  [{ from: 3000, to: 3200, action: 'account.' }, 2],
  [{ from: 2950, actor: 'system', contract: '' }, 40],
  [{ to: 10, contract: 'mobile' }, 1],
];

for (const [filter, mostPages] of filters) {
  test(`audit list: pages of ${JSON.stringify(filter)} are exactly what matches, newest first`, async () => {
    const { rows, pages } = await listAll(filter, 200);
    assert.deepEqual(rows, select(filter));
    assert.ok(pages <= mostPages, `${pages} pages`);
    const exported: AuditRow[] = [];
    for await (const page of readAllAudit(db, filter)) exported.push(...page);
    assert.deepEqual(exported, rows);
  });
}

test('audit list: small pages meet no entry twice and leave none out', async () => {
  for (const filter of [{ action: 'a', contract: 'blog', from: 6000 }, { from: 6500 }]) {
    assert.deepEqual((await listAll(filter, 7)).rows, select(filter));
  }
});

test('audit list: actions are told in order, each once', async () => {
  const actions = [...new Set(all.map((row) => row.action))].sort();
  assert.deepEqual(await audit.listActions(), actions);
  assert.deepEqual(await audit.listActions('account.'), ['account.changed', 'account.created']);
  assert.deepEqual(await audit.listActions('x'), []);
});

testOnSqlite('audit list: every walk goes along its own index in order, whatever else is asked', async () => {
  const conditions = { equal: [{ column: 'contract' as const, value: 'x' }], actionPrefix: 'account.' };
  const range = { from: 5, before: { at: 10, id: 3 } };
  const columns = ['actor', 'action', 'target', 'contract', 'address'] as const;
  for (const column of [...columns, undefined]) {
    const by = column && { column, value: 'x' };
    const query = buildWalk(db, { by, ...range }, conditions, 10).compile();
    const { rows } = await db.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]),
    );
    const plan = rows.map(({ detail }) => detail).join('; ');
    const index = `audit_by_${column ?? 'at'} (${column ? `${column}=? AND ` : ''}at>? AND at<?)`;
    assert.equal(plan, `SEARCH audit_log USING INDEX ${index}`);
  }
});
