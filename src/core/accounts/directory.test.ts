import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type CompiledQuery, Kysely, sql } from 'kysely';
import { startPortico } from '../../../test/support/portico.ts';
import { isPostgresRun, testOnSqlite } from '../../../test/support/tested-database.ts';
import { dataPaths } from '../../config.ts';
import { transact } from '../../db/database.ts';
import type { AccountOrigin, AccountRole, AccountStatus, Schema } from '../../db/schema.ts';
import { createSqliteDialect } from '../../db/sqlite/dialect.ts';
import { createSeededRandom } from '../../generate/random.ts';
import { termsOf } from './account-terms.ts';
import type { Account } from './accounts.ts';
import type { AccountFilters, AccountKey, AccountQuery } from './directory.ts';
import { listKeys } from './listing.store.ts';
import { addManyAccounts } from './many-accounts.ts';
import { type NewAccount, toNewRow } from './new-account.ts';
import { beginningWith, findEnd, listCandidates } from './search.store.ts';
import { walkIds } from './walking.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { directory, accounts } = core;
const dayMs = 86_400_000;
const start = 1_700_000_000_000;
const random = createSeededRandom(3, 1);
const statuses: AccountStatus[] = ['active', 'waiting', 'rejected', 'frozen'];
const roles: AccountRole[] = ['user', 'admin', 'owner'];
const origins: AccountOrigin[] = ['mobile', 'blog', 'staff'];
const names = ['王伟', '王伟国', '李王', 'Wang Wei', 'Wei Li', 'wangwei', 'Li', ''];
let all: Account[];

before(async () => {
  const many = await addManyAccounts({ db: database, settings: core.settings, audit: core.audit });
  const rows = Array.from({ length: 600 }, (_, n) => {
    const account: NewAccount = {
      origin: random.pick(origins),
      // Some combinations are rare, as in life.
      status: random.chance(70) ? 'active' : random.pick(statuses),
      role: random.chance(90) ? 'user' : random.pick(roles),
      handle: `${random.pick(['wang', 'wei', 'li'])}_${n}`,
      displayName: random.pick(names),
      realName: random.pick(names),
      phone: { value: { e164: `+86138${String(n * 7919).padStart(8, '0')}`, area: '86' }, proved: true },
      email: { value: `${random.pick(['wei', 'a'])}${n}@${random.pick(['wei.cn', 'li.cn'])}`, proved: false },
    };
    // Many of one moment, so that only the id tells them apart.
    return toNewRow(account, start + random.below(40) * dayMs);
  });
  await many.add((_tx, insert) => insert(rows));
  await many.finish();
  all = await database.selectFrom('accounts').selectAll().execute();
});

const passes = (account: Account, filters: AccountFilters): boolean =>
  (filters.statuses ?? [account.status]).includes(account.status) &&
  (filters.roles ?? [account.role]).includes(account.role) &&
  (filters.origins ?? [account.origin]).includes(account.origin) &&
  account.created_at >= (filters.createdFrom ?? 0) &&
  account.created_at < (filters.createdTo ?? Number.MAX_SAFE_INTEGER);

/** Everything that a query means, page by page in one direction; `turns` how many pages that took. */
async function readAll(query: AccountQuery, direction: 'forward' | 'backward', limit = 7): Promise<Account[]> {
  const found: Account[] = [];
  let from: AccountKey | undefined;
  for (let turns = 0; turns < 2_000; turns += 1) {
    const page = await directory.find(query, { direction, limit, ...(from && { from }) });
    assert.ok(page.items.length <= limit);
    if (direction === 'forward') found.push(...page.items);
    else found.unshift(...page.items);
    const next = direction === 'forward' ? page.next : page.previous;
    if (!next) return found;
    from = next;
  }
  assert.fail('the list has no end');
}

const ids = (accounts: readonly Account[]): number[] => accounts.map(({ id }) => id);

const filterSets: AccountFilters[] = [
  {},
  { statuses: ['waiting'] },
  { statuses: ['waiting', 'rejected'], roles: ['user'] },
  { roles: ['owner'] },
  { origins: ['staff', 'blog'], statuses: ['active'] },
  { origins: ['desktop'] },
  { createdFrom: start + 10 * dayMs, createdTo: start + 12 * dayMs },
  { createdFrom: start + 30 * dayMs, roles: ['admin', 'admin'], statuses: [] },
  { createdFrom: start + 3 * dayMs, createdTo: start + 3 * dayMs },
];

for (const order of ['newest', 'oldest'] as const) {
  test(`directory: every list holds what passes its filters, ${order} first, whichever way it is read`, async () => {
    const sign = order === 'oldest' ? 1 : -1;
    for (const filters of filterSets) {
      const wanted = all
        .filter((account) => passes(account, { ...filters, ...(filters.statuses?.length === 0 && { statuses }) }))
        .sort((one, other) => sign * (one.created_at - other.created_at || one.id - other.id));
      for (const direction of ['forward', 'backward'] as const) {
        const found = await readAll({ ...filters, order }, direction, 37);
        assert.deepEqual(ids(found), ids(wanted), `${direction} ${JSON.stringify(filters)}`);
      }
    }
  });
}

test('directory: a page leads to the one before it and back', async () => {
  for (const query of [{}, { statuses: ['active'] as const }, { text: 'wei' }]) {
    const first = await directory.find(query, { direction: 'forward', limit: 10 });
    assert.equal(first.previous, null);
    const second = await directory.find(query, { direction: 'forward', limit: 10, from: first.next as AccountKey });
    const back = await directory.find(query, { direction: 'backward', limit: 10, from: second.previous as AccountKey });
    assert.deepEqual([ids(back.items), back.previous], [ids(first.items), null]);
    const last = await directory.find(query, { direction: 'backward', limit: 10 });
    assert.equal(last.next, null);
    const beforeLast = await directory.find(query, {
      direction: 'backward',
      limit: 10,
      from: last.previous as AccountKey,
    });
    const onward = await directory.find(query, {
      direction: 'forward',
      limit: 10,
      from: beforeLast.next as AccountKey,
    });
    assert.deepEqual(ids(onward.items), ids(last.items));
  }
});

test('directory: a search finds whoever has each word, once, and no other, by any filter, whichever way it is read', async () => {
  const texts = [
    'wei',
    'w',
    '王',
    '王伟',
    '伟',
    'wang wei',
    'li wei',
    '138',
    '+86 138 0000',
    'li.cn',
    '4',
    'wei.cn 王',
    'zz',
  ];
  for (const text of texts) {
    const words = text === '+86 138 0000' ? ['861380000'] : text.split(' ');
    for (const filters of filterSets.slice(0, 7)) {
      const wanted = all.filter((account) => {
        const terms = [...termsOf(account)];
        const isTypedId = text === String(account.id);
        return (
          (isTypedId || words.every((word) => terms.some((term) => term.startsWith(word)))) && passes(account, filters)
        );
      });
      const about = `${text} ${JSON.stringify(filters)}`;
      const forward = ids(await readAll({ ...filters, text }, 'forward', 23));
      assert.deepEqual([...forward].sort(), ids(wanted).sort(), about);
      assert.equal(new Set(forward).size, forward.length, about);
      assert.deepEqual(ids(await readAll({ ...filters, text }, 'backward', 29)), forward, `${about}: one order`);
    }
  }
});

test('directory: exact matches come first, and an id before them', async () => {
  const exact = await transact(database, (tx) => accounts.create(tx, { origin: 'blog', handle: 'exactly' }));
  const longer = await transact(database, (tx) => accounts.create(tx, { origin: 'blog', handle: 'exactly-so' }));
  const [first, second] = await readAll({ text: 'EXACTLY' }, 'forward');
  assert.deepEqual([first?.id, second?.id], [exact.id, longer.id]);

  const named = await transact(database, (tx) => accounts.create(tx, { origin: 'blog', handle: `${exact.id}x` }));
  const found = ids(await readAll({ text: String(exact.id) }, 'forward', 1));
  assert.deepEqual([found[0], found.includes(named.id)], [exact.id, true]);
  assert.deepEqual(ids(await readAll({ text: `#${exact.id}` }, 'forward')), [exact.id]);
  assert.deepEqual(ids(await readAll({ text: `#${exact.id}`, statuses: ['frozen'] }, 'forward')), []);
  assert.deepEqual(ids(await readAll({ text: '#999999' }, 'forward')), []);
  assert.deepEqual(ids(await readAll({ text: ` ${exact.openid} ` }, 'forward')), [exact.id]);
  assert.deepEqual(ids(await readAll({ text: exact.openid, statuses: ['frozen'] }, 'forward')), []);
  assert.deepEqual(ids(await readAll({ text: exact.openid.slice(0, 39) }, 'forward')), []);
  for (const { id } of [exact, longer, named]) await accounts.remove(id, 'test');
});

test('directory: a phone is found as people write it', async () => {
  const account = await transact(database, (tx) =>
    accounts.create(tx, {
      origin: 'mobile',
      phone: { value: { e164: '+8613912345678', area: '86' }, proved: true },
    }),
  );
  for (const text of ['13912345678', '+86 139-1234 5678', '139 1234 5678', '1391234', '5678', '+86139']) {
    assert.ok(ids(await readAll({ text }, 'forward')).includes(account.id), text);
  }
  await accounts.remove(account.id, 'test');
});

test('directory: what no text searches for is a list, and hostile texts find nothing', async () => {
  const listed = await directory.find({}, { direction: 'forward', limit: 5 });
  for (const text of ['', '  ', '@']) {
    assert.deepEqual(await directory.find({ text }, { direction: 'forward', limit: 5 }), listed);
  }
  for (const text of ["' or 1=1 --", '%', '_____', '\u{10ffff}', '\ud800', '*', '😀'.repeat(200), '-1', '#0', '1e9']) {
    assert.deepEqual((await readAll({ text }, 'forward')).length, 0, text);
  }
});

test('directory: an export is everything that a list would show, and is in the audit log before it begins', async () => {
  const query = { statuses: ['active'] as const, order: 'oldest' as const };
  const by = { actor: 'account:1', address: '203.0.113.5' };
  const exported: Account[] = [];
  for await (const page of await directory.exportAll(query, by)) exported.push(...page);
  assert.deepEqual(ids(exported), ids(await readAll(query, 'forward', 200)));
  const entry = await database
    .selectFrom('audit_log')
    .selectAll()
    .where('action', '=', 'accounts.exported')
    .executeTakeFirstOrThrow();
  assert.deepEqual([entry.actor, entry.address, JSON.parse(entry.details)], [by.actor, by.address, query]);
});

testOnSqlite(
  'directory: an export goes through every list in its order, and reads no stretch of the index twice',
  async (context) => {
    let statements = 0;
    const watched = new Kysely<Schema>({
      dialect: createSqliteDialect(dataPaths(at.dataDir).database, { isWatched: true }),
      log: () => {
        statements += 1;
      },
    });
    context.after(() => watched.destroy());
    const [size, mostRuns] = [7, statuses.length * roles.length * 6];
    for (const order of ['newest', 'oldest'] as const) {
      for (const filters of filterSets) {
        statements = 0;
        const walked: number[] = [];
        for await (const page of walkIds(watched, { ...filters, order }, size)) walked.push(...page);
        assert.deepEqual(walked, ids(await readAll({ ...filters, order }, 'forward', 200)));
        assert.ok(statements <= 2 * (walked.length / size + 2 * mostRuns), `${statements} statements`);
      }
    }
  },
);

testOnSqlite('directory: every statement is bounded on both sides by an index, and answers in its order', async () => {
  const queries: CompiledQuery[] = [];
  const watched = new Kysely<Schema>({
    dialect: createSqliteDialect(dataPaths(at.dataDir).database, { isWatched: true }),
    log: ({ query }) => {
      queries.push(query);
    },
  });
  const run = { status: 'active', role: 'user', origin: 'blog' } as const;
  const range = { from: 0, to: start, beyond: { created_at: start - 1, id: 5 } };
  for (const direction of ['asc', 'desc'] as const) {
    await listKeys(watched, undefined, range, direction, 5);
    await listKeys(watched, run, range, direction, 5);
    await findEnd(watched, beginningWith('w'), direction, 5);
    await listCandidates(watched, beginningWith('w'), direction, { statuses: ['waiting'], createdFrom: 1 });
  }
  const bounded =
    /^SEARCH \w+ USING (COVERING INDEX|PRIMARY KEY).*(created_at=\? AND id[<>]\?|created_at>\? AND created_at<\?|>\(\?,\?\) AND .*<\(\?,\?\))/;
  assert.equal(queries.length, 12);
  for (const query of queries) {
    const explain = { ...query, sql: `explain query plan ${query.sql}` } as CompiledQuery<{ detail: string }>;
    const plan = (await database.executeQuery(explain)).rows.map(({ detail }) => detail).join('; ');
    assert.match(plan, bounded, plan);
    assert.doesNotMatch(plan, /SCAN|TEMP B-TREE/);
  }
  await watched.destroy();
});

// The last one: to take so many accounts away again takes PostgreSQL longer than all else.
test('directory: a search goes through so many terms at once, more of them where it finds none, then says where it goes on', async () => {
  const many = await addManyAccounts({ db: database, settings: core.settings, audit: core.audit });
  const statusOf = (n: number): AccountStatus => {
    if (n < 22_000 || n >= 25_000) return 'active';
    return n === 24_500 ? 'rejected' : 'frozen';
  };
  const rows = Array.from({ length: 31_000 }, (_, n) => {
    const handle = `common-${String(n).padStart(5, '0')}`;
    return toNewRow(
      { origin: 'desktop', handle, status: statusOf(n), displayName: n === 23_000 ? 'needle' : '' },
      start,
    );
  });
  await many.add((_tx, insert) => insert(rows));
  await many.finish();
  if (isPostgresRun) {
    const { rows: analyzed } = await sql<{ name: string }>`select relname as name from pg_stat_user_tables
      where last_analyze is not null order by relname`.execute(database);
    assert.deepEqual(
      analyzed.map(({ name }) => name),
      ['account_terms', 'accounts'],
    );
  }
  const origins = ['desktop'] as const;

  const frozen = { text: 'common', statuses: ['frozen'] as const, origins };
  const short = await directory.find(frozen, { direction: 'forward', limit: 5 });
  assert.deepEqual([short.items.length, short.next?.by], [0, 'term']);
  const far = await directory.find(frozen, { direction: 'backward', limit: 5 });
  assert.equal(far.items.length, 5, 'beyond 6,000 others');
  for (const direction of ['forward', 'backward'] as const) {
    assert.equal((await readAll(frozen, direction, 200)).length, 2_999, direction);
  }
  const rejected = await directory.find(
    { text: 'common', statuses: ['rejected'], origins },
    { direction: 'forward', limit: 5 },
  );
  assert.deepEqual([rejected.items.length, rejected.next], [1, null], 'where few pass the filters they are looked at');
  const needle = await directory.find({ text: 'common needle' }, { direction: 'forward', limit: 5 });
  assert.deepEqual([needle.items.length, needle.next], [1, null], 'the rarer word leads');
  assert.equal((await readAll({ origins, createdFrom: start }, 'backward', 200)).length, 31_000, 'all of one moment');
});
