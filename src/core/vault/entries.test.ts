import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { type Compilable, CompiledQuery, sql } from 'kysely';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { testOnSqlite } from '../../../test/support/tested-database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { byPinQuery, fewDueQuery } from './entries.store.ts';
import { createVault, type EntryFilter, type Vault } from './vault.ts';

const start = 1_700_000_000_000;
const dayMs = 86_400_000;
const by = { actor: 'account:7', address: '203.0.113.1' };

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const age = { days: 90 };
  const vault = createVault({
    db,
    keyring: createKeyring(['r'.repeat(40)]),
    clock,
    audit: createTestAudit(db, clock),
    keyMaxAgeDays: () => age.days,
  });
  const audited = async () =>
    (await db.selectFrom('audit_log').selectAll().orderBy('id').execute()).map(
      ({ actor, address, action, details }) => ({
        actor,
        address,
        action,
        ...JSON.parse(details),
      }),
    );
  return { db, clock, age, vault, audited };
}

/** Every pin that a filter lets through, page by page. */
async function walk(vault: Vault, filter: EntryFilter, most = 2): Promise<string[]> {
  const pins: string[] = [];
  for (let page = await vault.list(filter, { most }); page.length > 0; ) {
    pins.push(...page.map(({ pin }) => pin));
    page = await vault.list(filter, { most, after: page.at(-1) });
  }
  return pins;
}

test('vault entry: made once, with a version that every change moves', async (context) => {
  const { vault, audited } = await open(context);
  const made = await vault.create({ pin: 'a', ptKey: 'PT', remark: 'r' }, by);
  assert.deepEqual([made.hasPtKey, made.hasWsKey, made.remark, made.keysChangedAt], [true, false, 'r', start]);
  await assert.rejects(vault.create({ pin: 'a', wsKey: 'WS' }, by), { code: 'vault.entry_taken' });
  const changed = await vault.change(made.id, { wsKey: 'WS', remark: '' }, { by, version: made.updatedAt });
  assert.deepEqual([changed.hasWsKey, changed.remark, changed.updatedAt], [true, '', start + 1]);
  const late = { by, version: made.updatedAt };
  await assert.rejects(vault.change(made.id, { remark: 'x' }, late), { code: 'request.version_changed' });
  await assert.rejects(vault.removeOne(made.id, late), { code: 'request.version_changed' });
  await vault.put({ pin: 'a', ptKey: 'PT2' }, by);
  assert.equal((await vault.get(made.id)).updatedAt, start + 2, 'the panel’s door moves it, too');
  assert.deepEqual(await vault.reveal(made.id, by), { ptKey: 'PT2', wsKey: 'WS' });
  await vault.removeOne(made.id, { by, version: start + 2 });
  await assert.rejects(vault.get(made.id), { code: 'vault.entry_not_found' });
  await assert.rejects(vault.change(made.id, {}, { by }), { code: 'vault.entry_not_found' });
  assert.deepEqual(
    (await audited()).map(({ action, actor, address }) => [action, actor, address]),
    ['created', 'changed', 'changed', 'revealed', 'deleted'].map((what) => [`vault.${what}`, by.actor, by.address]),
  );
});

test('vault keys: their age goes by when a key was put, not by what else changed', async (context) => {
  const { vault, clock } = await open(context);
  const { id, keysChangedAt } = await vault.create({ pin: 'a', remark: 'bare' }, by);
  assert.equal(keysChangedAt, null);
  clock.at += 1_000;
  await vault.put({ pin: 'a', wsKey: 'WS' }, by);
  assert.equal((await vault.get(id)).keysChangedAt, start + 1_000);
  clock.at += 1_000;
  await vault.put({ pin: 'a', remark: 'another' }, by);
  await vault.change(id, { remark: 'a third' }, { by });
  assert.equal((await vault.get(id)).keysChangedAt, start + 1_000);
  await vault.change(id, { ptKey: 'PT' }, { by });
  assert.equal((await vault.get(id)).keysChangedAt, start + 2_000);
});

test('vault keys: due from the configured age on, never at age 0, and not without a key', async (context) => {
  const { vault, clock, age } = await open(context);
  const { id } = await vault.create({ pin: 'old', ptKey: 'PT' }, by);
  await vault.create({ pin: 'bare' }, by);
  clock.at += 90 * dayMs - 1;
  assert.deepEqual([(await vault.get(id)).isDue, await vault.countDue()], [false, 0]);
  clock.at += 1;
  await vault.create({ pin: 'new', ptKey: 'PT' }, by);
  assert.deepEqual([(await vault.get(id)).isDue, await vault.countDue()], [true, 1]);
  assert.deepEqual(await walk(vault, { dueOnly: true }), ['old']);
  age.days = 91;
  assert.equal(await vault.countDue(), 0);
  age.days = 0;
  clock.at += 10_000 * dayMs;
  assert.deepEqual([await vault.countDue(), await walk(vault, { dueOnly: true })], [0, []]);
  assert.equal((await vault.get(id)).isDue, false);
});

test('vault keys: due ones are counted as far as 1,000', async (context) => {
  const { vault, clock } = await open(context);
  await Promise.all(Array.from({ length: 1_001 }, (_, n) => vault.create({ pin: `pin-${n}`, ptKey: 'PT' }, by)));
  clock.at += 90 * dayMs;
  assert.equal(await vault.countDue(), 1_000);
});

test('vault list: page by page in the order of pins, those that begin alike, and due ones by age', async (context) => {
  const { vault, clock } = await open(context);
  for (const pin of ['b%1', 'a_3', 'a2', '张三', 'a_1', 'A']) {
    await vault.create({ pin, ptKey: 'PT' }, by);
    clock.at += dayMs;
  }
  const sorted = ['A', 'a2', 'a_1', 'a_3', 'b%1', '张三'];
  assert.deepEqual(await walk(vault, {}), sorted);
  assert.deepEqual(await walk(vault, { pinPrefix: 'a' }), ['a2', 'a_1', 'a_3']);
  assert.deepEqual(await walk(vault, { pinPrefix: 'a_' }), ['a_1', 'a_3']);
  assert.deepEqual(await walk(vault, { pinPrefix: '张' }), ['张三']);
  assert.deepEqual(await walk(vault, { pinPrefix: 'b%' }), ['b%1']);
  clock.at = start + 92 * dayMs;
  assert.deepEqual(await walk(vault, { dueOnly: true }), ['b%1', 'a_3', 'a2']);
  assert.deepEqual(await walk(vault, { dueOnly: true, pinPrefix: 'a' }), ['a2', 'a_3']);
});

testOnSqlite('vault list: no key is read, and due ones are counted and found by their index', async (context) => {
  const { db, vault } = await open(context);
  await vault.create({ pin: 'a', ptKey: 'PT-IN-CLEAR' }, by);
  assert.ok(!JSON.stringify(await vault.list({}, { most: 10 })).includes('encrypted'));
  const plan = async (statement: string) =>
    (await sql<{ detail: string }>`explain query plan ${sql.raw(statement)}`.execute(db)).rows.map((row) => row.detail);
  const [counted] = await plan('select count(*) from vault_entries where keys_changed_at > 0 and keys_changed_at <= 1');
  assert.match(counted ?? '', /USING COVERING INDEX vault_by_key_age/);
  const [listed, ...sorting] = await plan(
    'select id, pin from vault_entries where (keys_changed_at, id) > (0, 1) and keys_changed_at <= 9 order by keys_changed_at, id limit 5',
  );
  assert.match(listed ?? '', /USING INDEX vault_by_key_age/);
  assert.deepEqual(sorting, []);
});

testOnSqlite(
  'vault list: few due ones are found by their age, whatever begins alike; else the pins are gone through in order',
  async (context) => {
    const { db } = await open(context);
    const planOf = async (query: Compilable) => {
      const { sql: text, parameters } = query.compile();
      const explained = CompiledQuery.raw(`explain query plan ${text}`, [...parameters]);
      return (await db.executeQuery<{ detail: string }>(explained)).rows.map(({ detail }) => detail);
    };
    const range = { prefix: 'a', after: 'a1', through: 'a9' };
    const [few, ...sorting] = await planOf(fewDueQuery(db, range, { dueFrom: 9, most: 5 }));
    assert.match(few ?? '', /USING INDEX vault_by_key_age \(keys_changed_at>\? AND keys_changed_at<\?\)/);
    assert.deepEqual(sorting, ['USE TEMP B-TREE FOR ORDER BY']);
    for (const dueFrom of [{}, { dueFrom: 9 }]) {
      const [byPin, ...more] = await planOf(byPinQuery(db, range, { ...dueFrom, most: 5 }));
      assert.match(byPin ?? '', /\(pin>\? AND pin<\?\)/);
      assert.deepEqual(more, []);
    }
  },
);

test('vault list: few or many due ones, those that begin alike are all found, in order, with a turn for others in between', async (context) => {
  const { db, vault, clock } = await open(context);
  const insert = (begin: string, count: number, keysChangedAt: number) =>
    sql`
    insert into vault_entries (pin, remark, created_at, updated_at, keys_changed_at)
    with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${count})
    select ${begin} || substr(cast(100000 + n as text), 2), '', 0, 0, ${keysChangedAt} from numbers`.execute(db);
  clock.at = start + 90 * dayMs;
  await insert('a-new-', 5_000, clock.at);
  await insert('a-old-', 3, start);
  await insert('b-', 900, start);
  const wanted = ['a-old-00001', 'a-old-00002', 'a-old-00003'];
  const filter = { pinPrefix: 'a-', dueOnly: true };
  assert.deepEqual(await walk(vault, filter), wanted);
  await insert('c-', 200, start);
  let hadTurn = false;
  setImmediate(() => {
    hadTurn = true;
  });
  assert.deepEqual(await walk(vault, filter), wanted);
  assert.ok(hadTurn);
});
