import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { startPortico } from '../../../test/support/portico.ts';
import { spanBits } from '../../db/account-counts.ts';
import { transact } from '../../db/database.ts';
import { isPostgres } from '../../db/dialect.ts';
import { createSeededRandom } from '../../generate/random.ts';
import { addManyAccounts } from './many-accounts.ts';
import { toNewRow } from './new-account.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { accounts } = core;
const random = createSeededRandom(9, 1);

/** The next account is given an id in another stretch. */
async function leap(): Promise<void> {
  const { rows } = await sql<{ newest: number }>`select max(id) as newest from accounts`.execute(database);
  const id = (rows[0]?.newest ?? 0) + 2 ** spanBits;
  await (isPostgres(database)
    ? sql`select setval(pg_get_serial_sequence('accounts', 'id')::regclass, ${sql.lit(id)})`
    : sql`update sqlite_sequence set seq = ${sql.lit(id)} where name = 'accounts'`
  ).execute(database);
}

async function assertEveryPage(): Promise<void> {
  const all = await database.selectFrom('accounts').selectAll().orderBy('id', 'desc').execute();
  for (const limit of [1, 7, all.length, all.length + 1]) {
    for (let offset = 0; offset <= all.length + limit; offset += limit) {
      const expected = { total: all.length, rows: all.slice(offset, offset + limit) };
      assert.deepEqual(await accounts.list({ offset, limit }), expected, `${limit} from ${offset}`);
    }
  }
  const far = await accounts.list({ offset: Number.MAX_SAFE_INTEGER, limit: 100 });
  assert.deepEqual(far, { total: all.length, rows: [] });
}

test('accounts: every page is what the whole list has there, however accounts came and went', async () => {
  for (let stretch = 0; stretch < 3; stretch += 1) {
    for (let n = 0; n < 6; n += 1) {
      await transact(database, (tx) => accounts.create(tx, { origin: 'mobile', handle: `one_${stretch}_${n}` }));
    }
    const many = await addManyAccounts({ db: database, settings: core.settings, audit: core.audit });
    const added = [1, 2, 3, 4].map((n) => toNewRow({ origin: 'blog', handle: `many_${stretch}_${n}` }, 0));
    const taken = toNewRow({ origin: 'blog', handle: `one_${stretch}_0` }, 0);
    assert.equal((await many.add((_tx, insert) => insert([...added, taken]))).size, 4);
    await many.finish();
    await assertEveryPage();
    if (stretch < 2) await leap();
  }
  const users = await database.selectFrom('accounts').select('id').where('role', '=', 'user').execute();
  for (const { id } of users) if (random.chance(60)) await accounts.remove(id, 'test');
  await assertEveryPage();
});

test('accounts: a transaction that is broken off counts nobody', async () => {
  const before = (await accounts.list({ offset: 0, limit: 1 })).total;
  const broken = transact(database, async (tx) => {
    await accounts.create(tx, { origin: 'mobile', handle: 'nobody_after_all' });
    throw new Error('broken off');
  });
  await assert.rejects(broken, /broken off/);
  assert.equal((await accounts.list({ offset: 0, limit: 1 })).total, before);
});

test('accounts: whoever is made and removed at the same time is counted once', async () => {
  const before = (await accounts.list({ offset: 0, limit: 1 })).total;
  const made = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      transact(database, (tx) => accounts.create(tx, { origin: 'mobile', handle: `at_once_${n}` })),
    ),
  );
  await Promise.all(made.slice(10).map(({ id }) => accounts.remove(id, 'test')));
  assert.equal((await accounts.list({ offset: 0, limit: 1 })).total, before + 10);
  await assertEveryPage();
});
