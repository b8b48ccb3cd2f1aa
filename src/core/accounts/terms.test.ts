import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { type Database, transact } from '../../db/database.ts';
import { createSeededRandom } from '../../generate/random.ts';
import { DomainError } from '../errors.ts';
import { termsOf } from './account-terms.ts';
import type { Account } from './accounts.ts';
import { type Phone, parsePhone } from './identifiers.ts';
import { AccountsAddedElsewhere, addManyAccounts } from './many-accounts.ts';
import { toNewRow } from './new-account.ts';
import { createTermsFilling } from './terms-filling.ts';

const at = await startPortico({ after });
const { core, database, jobs, termsFilling } = at.portico.house;
// The server's own looks again every minute, and would do what a test leaves undone.
await termsFilling.fill();
await termsFilling.stop();
const { accounts, accountAdministration, settings } = core;
const operator = { actor: 'cli', mayChangeOperators: true };

/** The table as it is, and as all accounts together say that it must be. */
async function compareTable(db: Database): Promise<void> {
  const stored = await db.selectFrom('account_terms').selectAll().orderBy('account_id').orderBy('term').execute();
  const all = await db.selectFrom('accounts').selectAll().orderBy('id').execute();
  const wanted = all.flatMap((account) => [...termsOf(account)].map((term) => `${account.id} ${term}`));
  assert.deepEqual(stored.map(({ term, account_id }) => `${account_id} ${term}`).sort(), wanted.sort());
}

const names = ['王伟', '李娜', "Seán O'Brien", 'ＡＢＣ', '', '𠮷野 家', 'a b'];
const phones = Array.from({ length: 12 }, (_, n) => parsePhone(`1380013800${n % 10}`) as Phone).concat(
  { e164: '+12025550123', area: '1' },
  { e164: '+442071838750', area: '44' },
);
const random = createSeededRandom(7, 1);
const email = (): string => `${random.pick(['a', 'b', 'c'])}${random.below(4)}@${random.pick(['x.cn', 'y.example'])}`;
const handle = (): string => `${random.pick(['Li', 'wang', 'ＡＢ'])}_${random.below(6)}`;

/** Every way in which an account comes, changes or goes; each may be refused. */
const ways: Array<(account: Account) => Promise<unknown>> = [
  () =>
    transact(database, (tx) =>
      accounts.create(tx, {
        origin: 'staff',
        status: 'waiting',
        handle: handle(),
        realName: random.pick(names),
        phone: { value: random.pick(phones), proved: random.chance(50) },
        email: { value: email(), proved: random.chance(50) },
      }),
    ),
  () => accountAdministration.create({ email: email(), staffApproved: random.chance(50) }, operator),
  ({ id }) => accounts.changeProfile(id, { displayName: random.pick(names), handle: handle() }, 'test'),
  ({ id }) => accounts.changeProfile(id, { phone: random.pick(phones), email: email() }, 'test'),
  ({ id }) => accountAdministration.changeProfile(id, { phone: random.pick([null, ...phones]) }, { by: operator }),
  ({ id }) => accountAdministration.changeProfile(id, { email: null, handle: null }, { by: operator }),
  ({ id }) => accounts.approveForStaff(id, 'test'),
  ({ id }) => accountAdministration.freeze(id, { by: operator }),
  ({ id }) => accounts.setStatus(id, 'active', 'test'),
  ({ id }) => accounts.remove(id, 'test'),
  proveNewestMail,
];

async function proveNewestMail(): Promise<void> {
  await jobs.runDue();
  const mail = at.outbox().findLast((line) => line.purpose === 'verify-email');
  const token = /token=(\w+)/.exec(mail?.text ?? '')?.[1];
  if (token !== undefined) await accounts.proveEmailByLink(token);
}

test('search terms: whatever happens to accounts, each has its own terms and no other', async () => {
  let done = 0;
  for (let round = 0; round < 400; round += 1) {
    const all = await database.selectFrom('accounts').selectAll().execute();
    at.clock.advance(60_000);
    try {
      await random.pick(ways)(random.pick(all));
      done += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
    if (round % 40 === 39) await compareTable(database);
  }
  assert.ok(done > 200, `${done} operations went through`);
  await compareTable(database);
});

test('search terms: accounts that come by the thousand have theirs once they are all there', async () => {
  const many = await addManyAccounts({ db: database, settings, audit: core.audit });
  const rows = Array.from({ length: 250 }, (_, n) => toNewRow({ origin: 'mobile', handle: `many_${n % 200}` }, n));
  assert.equal((await many.add((_tx, insert) => insert(rows))).size, 200, 'of two with one handle the first is kept');
  await many.finish();
  await compareTable(database);
  assert.equal(await settings.find('account-terms'), 'all');
});

test('search terms: accounts from before there was a search get theirs in the background, beside changes', async () => {
  const all = await database.selectFrom('accounts').select('id').orderBy('id').execute();
  await database.deleteFrom('account_terms').execute();
  await database.deleteFrom('settings').where('name', '=', 'account-terms').execute();
  const brokenOff = Promise.withResolvers<void>();
  let batches = 0;
  const ending: typeof settings = {
    ...settings,
    async put(...given) {
      await settings.put(...given);
      batches += 1;
      if (batches === 3) brokenOff.resolve(filling.stop());
    },
  };
  const filling = createTermsFilling({ db: database, settings: ending, onFailure: brokenOff.reject });
  filling.start();
  const changing = (async () => {
    for (const { id } of all.filter((_, index) => index % 9 === 0)) {
      await accounts.changeProfile(id, { displayName: `changed ${id}` }, 'test');
    }
    await accounts.remove(all.at(-1)?.id as number, 'test');
  })();
  await brokenOff.promise;
  assert.notEqual(await settings.find('account-terms'), 'all', 'it was broken off');
  await changing;

  const next = createTermsFilling({ db: database, settings, onFailure: assert.fail });
  await next.fill();
  await compareTable(database);
  assert.equal(await settings.find('account-terms'), 'all');
});

test('search terms: a broken-off run of many is caught up with by the background', async () => {
  const many = await addManyAccounts({ db: database, settings, audit: core.audit });
  await many.add((_tx, insert) => insert([toNewRow({ origin: 'mobile', handle: 'left_alone' }, 1)]));
  assert.equal(await settings.find('account-terms'), String(many.firstAfter));
  await createTermsFilling({ db: database, settings, onFailure: assert.fail }).fill();
  await compareTable(database);
});

const handles = (...names: string[]) => names.map((handle) => toNewRow({ origin: 'mobile', handle }, 1));
const openMany = () => addManyAccounts({ db: database, settings, audit: core.audit });
const newestId = async (): Promise<number> =>
  (await database.selectFrom('accounts').select('id').orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow()).id;

test('search terms: of a broken-off run of many the background goes through those alone that have none yet', async () => {
  const many = await openMany();
  await many.add((_tx, insert) => insert(handles('stored_1', 'stored_2')));
  const settled = await newestId();
  await many.settle(settled);
  assert.equal(await settings.find('account-terms'), String(settled));
  await many.add((_tx, insert) => insert(handles('owed')));
  await many.settle(settled);
  assert.equal(await settings.find('account-terms'), String(settled), 'nobody newer is asked for');
  await createTermsFilling({ db: database, settings, onFailure: assert.fail }).fill();
  await compareTable(database);
});

test('search terms: a run of many beside which the background was faster is whole at its end', async () => {
  const many = await openMany();
  await many.add((_tx, insert) => insert(handles('overtaken_1')));
  await createTermsFilling({ db: database, settings, onFailure: assert.fail }).fill();
  await many.add((_tx, insert) => insert(handles('overtaken_2')));
  assert.equal(await settings.find('account-terms'), String(many.firstAfter));
  await many.finish();
  assert.equal(await settings.find('account-terms'), 'all');
  await compareTable(database);
});

test('search terms: of two runs of many at once the second is refused, and a later one is not', async () => {
  const first = await openMany();
  const second = await openMany();
  await first.add((_tx, insert) => insert(handles('first_1')));
  await assert.rejects(
    second.add((_tx, insert) => insert(handles('second'))),
    AccountsAddedElsewhere,
  );
  await first.add((_tx, insert) => insert(handles('first_2')));
  await first.finish();
  await second.finish();
  const third = await openMany();
  await third.add((_tx, insert) => insert(handles('third')));
  await third.finish();
  assert.equal(await settings.find('account-terms'), 'all');
  await compareTable(database);
});

test('search terms: what another process finishes meanwhile is not done again', async () => {
  await transact(database, (tx) => settings.put(tx, 'account-terms', '0'));
  const filling = createTermsFilling({ db: database, settings, onFailure: assert.fail });
  const running = filling.fill();
  await transact(database, (tx) => settings.put(tx, 'account-terms', 'all'));
  await running;
  assert.equal(await settings.find('account-terms'), 'all');
});

test('search terms: after the rules have changed every account gets its terms anew, once, and none of the old ones stay', async () => {
  const [account] = await database.selectFrom('accounts').selectAll().execute();
  const old = Array.from({ length: 2_500 }, (_, n) => ({
    term: `by-older-rules-${n}`,
    account_id: account?.id as number,
  }));
  for (let start = 0; start < old.length; start += 500) {
    await database
      .insertInto('account_terms')
      .values(old.slice(start, start + 500))
      .execute();
  }
  await transact(database, (tx) => settings.remove(tx, 'account-terms-rules'));
  const filling = createTermsFilling({ db: database, settings, onFailure: assert.fail });
  const running = filling.fill();
  await accounts.changeProfile(account?.id as number, { displayName: 'changed meanwhile' }, 'test');
  await running;
  await compareTable(database);
  assert.equal(await settings.find('account-terms'), 'all');

  await database.insertInto('account_terms').values({ term: 'stays', account_id: 1 }).execute();
  await filling.fill();
  const kept = await database.selectFrom('account_terms').select('term').where('term', '=', 'stays').execute();
  assert.equal(kept.length, 1, 'nothing is done again');
  await database.deleteFrom('account_terms').where('term', '=', 'stays').execute();
});

test('search terms: a run of many that a change of the rules overtook leaves the rest to the background', async () => {
  const many = await addManyAccounts({ db: database, settings, audit: core.audit });
  await many.add((_tx, insert) => insert([toNewRow({ origin: 'mobile', handle: 'overtaken' }, 1)]));
  await transact(database, (tx) => settings.put(tx, 'account-terms', '0'));
  await many.finish();
  assert.equal(await settings.find('account-terms'), '0');
  await createTermsFilling({ db: database, settings, onFailure: assert.fail }).fill();
  await compareTable(database);
});
