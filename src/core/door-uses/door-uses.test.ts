import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../../test/support/database.ts';
import { createDoorUses, type DoorCall, type DoorUses } from './door-uses.ts';

const dayMs = 24 * 3_600_000;
const noon = Date.parse('2026-07-15T12:00:00Z');

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: noon, now: () => clock.at };
  const failures: unknown[] = [];
  const openUses = () => createDoorUses({ db, lists: db, clock, onFailure: (error) => failures.push(error) });
  const addAccounts = (...ids: number[]): Promise<unknown> =>
    sql`insert into accounts (id, created_at, updated_at, origin, status, role, openid, display_name, real_name, avatar,
        birthday, address, position, signature)
      values ${sql.join(ids.map((id) => sql`(${id}, 0, 0, 'mobile', 'active', 'user', ${`o${id}`}, ${`name-${id}`}, '', '', '', '', '', '')`))}`.execute(
      db,
    );
  return { db, clock, failures, openUses, addAccounts, uses: openUses() };
}

const call = (more: Partial<DoorCall> = {}): DoorCall => ({
  contract: 'mobile',
  method: 'GET',
  route: '/api/personal/info',
  version: 'app/1.0',
  accountId: undefined,
  failed: false,
  ...more,
});

const page = { order: 'name', limit: 1000 } as const;

async function summaryOf(uses: DoorUses) {
  const [summary] = await uses.summarise(['mobile']);
  assert.ok(summary);
  return summary;
}

test('door uses: calls are counted by contract, endpoint and version, with the failures among them and the last of them', async (t) => {
  const { uses, clock } = await open(t);
  uses.note(call());
  clock.at += 1000;
  uses.note(call({ failed: true }));
  uses.note(call({ version: 'app/2.0' }));
  uses.note(call({ contract: 'blog', method: 'POST', route: '/blogapi/login', version: 'browser' }));
  uses.note(call({ route: 'unknown', failed: true }));
  const figures = (calls: number, failures: number) => ({
    callsLast7Days: calls,
    callsLast30Days: calls,
    failuresLast30Days: failures,
    lastSeenAt: noon + 1000,
  });
  assert.deepEqual(await uses.list(page), [
    { contract: 'blog', endpoint: 'POST /blogapi/login', version: 'browser', ...figures(1, 0) },
    { contract: 'mobile', endpoint: 'GET /api/personal/info', version: 'app/1.0', ...figures(2, 1) },
    { contract: 'mobile', endpoint: 'GET /api/personal/info', version: 'app/2.0', ...figures(1, 0) },
    { contract: 'mobile', endpoint: 'unknown', version: 'app/1.0', ...figures(1, 1) },
  ]);
  const nobody = { count: 0, capped: false };
  const accounts = { accountsLast7Days: nobody, accountsLast30Days: nobody };
  assert.deepEqual(await uses.summarise(['panel', 'mobile']), [
    { contract: 'panel', ...figures(0, 0), lastSeenAt: null, ...accounts },
    { contract: 'mobile', ...figures(4, 2), ...accounts },
  ]);
});

test('door uses: what comes while others are being written is read, too', async (t) => {
  const { uses } = await open(t);
  uses.note(call());
  const reading = uses.list(page);
  uses.note(call());
  const [use] = await uses.list(page);
  assert.equal(use?.callsLast7Days, 2);
  await reading;
});

test('door uses: what several processes count adds up, and stopping writes the rest', async (t) => {
  const { openUses, uses, clock } = await open(t);
  const others = [openUses(), openUses(), openUses()];
  for (const [index, other] of [uses, ...others].entries()) {
    for (let n = 0; n <= index; n += 1) other.note(call());
    clock.at += 1;
  }
  await Promise.all([uses, ...others].map((each) => each.stop()));
  const [use] = await openUses().list(page);
  assert.deepEqual([use?.callsLast7Days, use?.lastSeenAt], [10, noon + 3]);
});

test('door uses: what the database does not take is kept, over midnight too, and written when it does', async (t) => {
  const { db, uses, failures, clock, addAccounts } = await open(t);
  await addAccounts(7);
  await sql`alter table door_uses rename to door_uses_away`.execute(db);
  uses.note(call({ accountId: 7 }));
  await assert.rejects(uses.list(page));
  clock.at += dayMs;
  uses.note(call({ accountId: 7, failed: true }));
  await assert.rejects(uses.list(page));
  assert.equal(failures.length, 3);
  await sql`alter table door_uses_away rename to door_uses`.execute(db);
  const [use] = await uses.list(page);
  assert.deepEqual([use?.callsLast7Days, use?.failuresLast30Days, use?.lastSeenAt], [2, 1, noon + dayMs]);
  const days = await db.selectFrom('door_uses').select('calls').orderBy('day_at').execute();
  assert.deepEqual(
    days.map(({ calls }) => calls),
    [1, 1],
  );
  const [account] = await uses.listAccounts({ contract: 'mobile', limit: 10 });
  assert.equal(account?.lastSeenAt, noon + dayMs);
});

test('door uses: calls that are written already are not added again when only the accounts have to wait', async (t) => {
  const { db, uses, failures, addAccounts } = await open(t);
  const ids = Array.from({ length: 1_200 }, (_, index) => index + 1);
  await addAccounts(...ids);
  await sql`alter table door_accounts rename to door_accounts_away`.execute(db);
  for (const id of ids) uses.note(call({ accountId: id }));
  assert.equal((await uses.list(page))[0]?.callsLast7Days, 1_200);
  assert.equal(failures.length, 1);
  await sql`alter table door_accounts_away rename to door_accounts`.execute(db);
  assert.equal((await uses.list(page))[0]?.callsLast7Days, 1_200);
  assert.equal((await summaryOf(uses)).accountsLast7Days.count, 1_200);
});

test('door uses: figures take at least their 7 and 30 days', async (t) => {
  const { uses, clock, addAccounts } = await open(t);
  await addAccounts(1, 2);
  uses.note(call({ accountId: 1 }));
  await uses.list(page);
  clock.at = noon + 7 * dayMs;
  uses.note(call({ accountId: 2 }));
  const read = async () => {
    const { callsLast7Days, callsLast30Days, accountsLast7Days, accountsLast30Days } = await summaryOf(uses);
    return [callsLast7Days, callsLast30Days, accountsLast7Days.count, accountsLast30Days.count];
  };
  assert.deepEqual(await read(), [2, 2, 2, 2]);
  clock.at += dayMs;
  assert.deepEqual(await read(), [1, 2, 1, 2]);
  clock.at = noon + 31 * dayMs;
  assert.deepEqual(await read(), [0, 1, 0, 1]);
  clock.at += 30 * dayMs;
  assert.deepEqual(await read(), [0, 0, 0, 0]);
  assert.equal((await summaryOf(uses)).lastSeenAt, noon + 7 * dayMs);
});

test('door uses: whoever calls with ever new versions gets half of the room of a day, from all processes together', async (t) => {
  const { db, openUses } = await open(t);
  const attacked = [openUses(), openUses(), openUses()];
  for (let n = 0; n < 5_000; n += 1) {
    attacked[n % 3]?.note(call({ version: `evil/${n}` }));
    if (n % 1_000 === 999) await Promise.all(attacked.map((each) => each.list(page)));
  }
  const rows = await db.selectFrom('door_uses').select(['version', 'calls']).execute();
  assert.equal(rows.length, 21);
  assert.equal(
    rows.reduce((sum, { calls }) => sum + calls, 0),
    5_000,
  );
  assert.ok((rows.find(({ version }) => version === 'other')?.calls ?? 0) > 4_900);
});

test('door uses: programs with a session keep their names while strangers fill the room, and have bounds too', async (t) => {
  const { db, uses, addAccounts } = await open(t);
  await addAccounts(1);
  for (let n = 0; n < 100; n += 1) uses.note(call({ version: `evil/${n}` }));
  uses.note(call({ version: 'app/1.0', accountId: 1 }));
  await uses.list(page);
  const named = await uses.list({ ...page, version: 'app/1.0' });
  assert.equal(named.length, 1);
  for (let n = 0; n < 100; n += 1) uses.note(call({ version: `own/${n}`, accountId: 1 }));
  await uses.list(page);
  const versions = await db.selectFrom('door_uses').select('version').distinct().execute();
  assert.equal(versions.length, 41);
});

test('door uses: a version that another process let in keeps its name in all of them', async (t) => {
  const { db, openUses } = await open(t);
  const [one, two] = [openUses(), openUses()];
  for (let n = 0; n < 20; n += 1) one.note(call({ version: `one/${n}` }));
  await one.list(page);
  two.note(call({ version: 'two/1' }));
  await two.list(page);
  two.note(call({ version: 'one/3' }));
  two.note(call({ version: 'two/2' }));
  await two.stop();
  const rows = await db
    .selectFrom('door_uses')
    .select(['version', 'calls'])
    .where('version', 'in', ['one/3', 'other', 'two/1', 'two/2'])
    .orderBy('version')
    .execute();
  assert.deepEqual(rows, [
    { version: 'one/3', calls: 2 },
    { version: 'other', calls: 2 },
  ]);
});

test('door uses: an account counts once at each door, with the version it came with last, and goes with the account', async (t) => {
  const { db, uses, clock, addAccounts, openUses } = await open(t);
  await addAccounts(1, 2, 3);
  for (let n = 0; n < 5; n += 1) uses.note(call({ accountId: 1 }));
  uses.note(call({ accountId: 1, contract: 'blog' }));
  clock.at += 1000;
  uses.note(call({ accountId: 2, version: 'app/2.0' }));
  uses.note(call({ accountId: 1, version: 'app/2.0' }));
  uses.note(call({ accountId: 99 }));
  const list = async (more: object = {}) =>
    (await uses.listAccounts({ contract: 'mobile', limit: 10, ...more })).map((each) => [
      each.accountName,
      each.version,
    ]);
  assert.deepEqual(await list(), [
    ['name-2', 'app/2.0'],
    ['name-1', 'app/2.0'],
  ]);
  assert.deepEqual(await list({ after: { lastSeenAt: clock.at, accountId: 2 } }), [['name-1', 'app/2.0']]);
  assert.deepEqual(await list({ version: 'app/1.0' }), []);
  assert.deepEqual(await list({ contract: 'blog' }), [['name-1', 'app/1.0']]);
  assert.equal((await summaryOf(uses)).accountsLast7Days.count, 2);
  // Another process sees her later on that day: nothing is written anew.
  const other = openUses();
  const noted = clock.at;
  clock.at += 1000;
  other.note(call({ accountId: 1, version: 'app/2.0' }));
  await other.stop();
  const [first] = await uses.listAccounts({ contract: 'mobile', version: 'app/2.0', limit: 1 });
  assert.equal(first?.lastSeenAt, noted);
  await db.deleteFrom('accounts').where('id', '=', 1).execute();
  assert.deepEqual(await list(), [['name-2', 'app/2.0']]);
});

test('door uses: lists go on page by page in every order', async (t) => {
  const { uses, clock } = await open(t);
  for (const [index, version] of ['a/1', 'b/1', 'c/1', 'd/1'].entries()) {
    for (let n = 0; n <= index % 2; n += 1) uses.note(call({ version, route: `/${index % 3}` }));
    clock.at += 1;
  }
  for (const order of ['calls', 'lastSeen', 'name'] as const) {
    const whole = await uses.list({ order, limit: 100 });
    const walked = [];
    for (let last = undefined as (typeof whole)[number] | undefined; ; ) {
      const by = last && { calls: last.callsLast30Days, lastSeen: last.lastSeenAt, name: 0 }[order];
      const after = last && { ...last, by: by ?? 0 };
      const [next] = await uses.list({ order, after, limit: 1 });
      if (!next) break;
      walked.push(next);
      last = next;
    }
    assert.deepEqual(walked, whole, order);
    assert.equal(whole.length, 4);
  }
  const byCalls = await uses.list({ order: 'calls', limit: 2 });
  assert.deepEqual(byCalls.map(({ version }) => version).sort(), ['b/1', 'd/1']);
});
