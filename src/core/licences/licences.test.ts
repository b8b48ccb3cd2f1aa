import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import { DomainError, type FieldError } from '../errors.ts';
import { type Licence, type LicenceQuery, type LicenceState, stateOf } from './licences.ts';

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;
const fields =
  (...expected: Array<[field: string, rule: RegExp]>) =>
  (error: unknown) => {
    const found: FieldError[] = error instanceof DomainError ? (error.params.fields ?? []) : [];
    assert.deepEqual(
      found.map(({ field }) => field),
      expected.map(([field]) => field),
    );
    for (const [index, [, rule]] of expected.entries()) assert.match(found[index]?.rule ?? '', rule);
    return true;
  };

const at = await startPortico({ after });
const house = () => at.portico.house;
const { licences } = house().core;
const account = () => transact(house().database, (tx) => house().core.accounts.create(tx, { origin: 'console' }));
const by = { actor: 'account:1' };
const dayMs = 86_400_000;

test('a licence without a number gets one of its own, and a number is given once', async () => {
  const made = await licences.create({}, by);
  assert.match(made.number, /^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/);
  assert.equal((await licences.getByNumber(made.number)).id, made.id);
  await assert.rejects(licences.create({ number: made.number }, by), code('licence.taken'));
});

test('a thousand are made at once, each with a number of its own, on the same terms', async () => {
  const [effectAt, expiresAt, note] = [1000, 2000, 'autumn'];
  const made = await licences.createBatch({ numbers: 1000, effectAt, expiresAt, note }, by);
  assert.equal(new Set(made.map(({ number }) => number)).size, 1000);
  for (const [index, licence] of made.entries()) {
    assert.equal(licence.id, (made[0] as Licence).id + index);
    assert.deepEqual([licence.effect_at, licence.expires_at, licence.note], [effectAt, expiresAt, note]);
  }
  const entries = await auditOf(made[0] as Licence);
  const { number } = made[0] as Licence;
  const details = { number, count: 1000, firstId: made[0]?.id, lastId: made.at(-1)?.id, effectAt, expiresAt, note };
  assert.deepEqual(entries, [['licence.batch-created', JSON.stringify(details)]]);
});

test('a batch with given numbers is made whole or not at all, and every number that is wrong is named', async () => {
  await licences.create({ number: 'TAKEN-1' }, by);
  const taken = licences.createBatch({ numbers: ['FREE-1', 'TAKEN-1', 'FREE-2'] }, by);
  await assert.rejects(taken, (error) => code('licence.taken')(error) && fields(['numbers/1', /已存在/])(error));
  await assert.rejects(licences.getByNumber('FREE-1'), code('licence.not_found'));
  const bad = licences.createBatch({ numbers: ['A', 'A', '', 'x'.repeat(101), 'two\nlines', ' padded'] }, by);
  const oneLine = /一行/;
  await assert.rejects(
    bad,
    fields(
      ['numbers/1', /重复/],
      ['numbers/2', oneLine],
      ['numbers/3', oneLine],
      ['numbers/4', oneLine],
      ['numbers/5', oneLine],
    ),
  );
  for (const numbers of [0, 1001, []])
    await assert.rejects(licences.createBatch({ numbers }, by), fields(['numbers', /1000/]));
  const upsideDown = licences.createBatch({ numbers: 1, effectAt: 2, expiresAt: 1 }, by);
  await assert.rejects(upsideDown, fields(['expiresAt', /晚于/]));
  await assert.rejects(licences.create({ note: 'x'.repeat(501) }, by), fields(['note', /500/]));
});

test('one licence has one account and one account one licence, whoever is faster', async () => {
  const people = await Promise.all([account(), account(), account()]);
  const one = await licences.create({}, by);
  const tries = await Promise.allSettled(people.map(({ id }) => licences.bind(one.id, id, { by })));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  const holder = (await licences.get(one.id)).account_id as number;
  assert.equal((await licences.bind(one.id, holder, { by })).account_id, holder, 'again is no harm');
  const other = await licences.create({}, by);
  await assert.rejects(licences.bind(other.id, holder, { by }), code('licence.taken'));
  await licences.unbind(one.id, { by });
  assert.equal((await licences.bind(other.id, holder, { by })).account_id, holder);
});

test('what does not exist is told', async () => {
  const { id } = await licences.create({}, by);
  await assert.rejects(licences.bind(id, 999_999, { by }), code('account.not_found'));
  for (const nothing of [
    () => licences.bind(999_999, 1, { by }),
    () => licences.extend(999_999, { days: 1 }, { by }),
    () => licences.change(999_999, {}, { by }),
    () => licences.revoke(999_999, { by }),
    () => licences.unbind(999_999, { by }),
    () => licences.get(999_999),
    () => licences.getByNumber('none'),
  ]) {
    await assert.rejects(nothing, code('licence.not_found'));
  }
});

test('days are added to the end, or to now where that is past; never has no end to move', async () => {
  const now = at.clock.now();
  const { id } = await licences.create({ expiresAt: now + dayMs }, by);
  assert.equal((await licences.extend(id, { days: 30 }, { by })).expires_at, now + 31 * dayMs);
  at.clock.advance(40 * dayMs);
  const end = (await licences.extend(id, { days: 1 }, { by })).expires_at as number;
  assert.ok(Math.abs(end - at.clock.now() - dayMs) < 60_000);
  assert.equal((await licences.extend(id, { expiresAt: null }, { by })).expires_at, null);
  await assert.rejects(licences.extend(id, { days: 1 }, { by }), fields(['days', /永久有效/]));
});

test('a revoked licence stays revoked since the first time: neither bound nor extended, only its note changes', async () => {
  const person = await account();
  const { id } = await licences.create({ expiresAt: at.clock.now() + dayMs }, by);
  await licences.bind(id, person.id, { by });
  const { revoked_at } = await licences.revoke(id, { by });
  at.clock.advance(1000);
  assert.equal((await licences.revoke(id, { by })).revoked_at, revoked_at);
  await assert.rejects(licences.extend(id, { expiresAt: null }, { by }), code('licence.revoked'));
  await assert.rejects(licences.bind(id, person.id, { by }), code('licence.revoked'));
  assert.equal((await licences.change(id, { note: 'lost' }, { by })).note, 'lost');
  assert.equal((await licences.findFor(person.id)).standing, 'revoked');
});

test('a change of what somebody else changed meanwhile is refused, and a version is never used twice', async () => {
  const person = await account();
  const { id, updated_at: first } = await licences.create({}, by);
  at.clock.set(first);
  const { updated_at: second } = await licences.change(id, { note: 'a' }, { by, version: first });
  const { updated_at: third } = await licences.change(id, { note: 'b' }, { by, version: second });
  assert.ok(first < second && second < third);
  const stale = { by, version: second };
  for (const change of [
    () => licences.change(id, { note: 'c' }, stale),
    () => licences.bind(id, person.id, stale),
    () => licences.unbind(id, stale),
    () => licences.extend(id, { expiresAt: null }, stale),
    () => licences.revoke(id, stale),
  ]) {
    await assert.rejects(change, code('request.version_changed'));
  }
  assert.deepEqual(await licences.get(id), { ...(await licences.get(id)), note: 'b', updated_at: third });
  assert.equal((await licences.bind(id, person.id, { by, version: third })).account_id, person.id);
});

test('everything an operator does is in the audit log, and what changes nothing is not', async () => {
  const person = await account();
  const licence = await licences.create({ number: 'AUDITED' }, by);
  await licences.unbind(licence.id, { by });
  await licences.bind(licence.id, person.id, { by: { ...by, address: '192.0.2.1' } });
  await licences.extend(licence.id, { expiresAt: null }, { by });
  await licences.change(licence.id, { note: 'n' }, { by });
  await licences.unbind(licence.id, { by });
  await licences.revoke(licence.id, { by });
  await licences.revoke(licence.id, { by });
  assert.deepEqual(await auditOf(licence), [
    ['licence.created', '{"number":"AUDITED"}'],
    ['licence.bound', `{"number":"AUDITED","accountId":${person.id}}`],
    ['licence.extended', '{"number":"AUDITED","expiresAt":null,"expiresAtBefore":null}'],
    ['licence.changed', '{"number":"AUDITED","fields":["note"],"note":"n"}'],
    ['licence.unbound', `{"number":"AUDITED","accountId":${person.id}}`],
    ['licence.revoked', '{"number":"AUDITED"}'],
  ]);
});

async function auditOf(licence: Licence): Promise<Array<[action: string, details: string]>> {
  const entries = await house()
    .database.selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('target', '=', `licence:${licence.id}`)
    .orderBy('id')
    .execute();
  assert.ok(entries.every((entry) => entry.actor === 'account:1'));
  return entries.map((entry) => [entry.action, entry.details]);
}

test('each state lists its own licences and no others, whichever way and in pages of whatever size', async (t) => {
  const at = await startPortico(t);
  const { core, database } = at.portico.house;
  const now = at.clock.now();
  const person = () => transact(database, (tx) => core.accounts.create(tx, { origin: 'console' }));
  const kinds = {
    unbound: {},
    ending: { expiresAt: now + dayMs },
    expired: { expiresAt: now - 1 },
    upcoming: { effectAt: now + dayMs },
    active: { effectAt: now - dayMs, expiresAt: now + 2 * dayMs },
  };
  const made: Licence[] = [];
  for (let round = 0; round < 3; round += 1) {
    for (const [kind, terms] of Object.entries(kinds)) {
      const number = `${kind === 'active' ? 'a' : 'B'}-${round}-${kind}`;
      let licence = await core.licences.create({ number, ...terms }, by);
      if (kind !== 'unbound' && kind !== 'ending') {
        licence = await core.licences.bind(licence.id, (await person()).id, { by });
      }
      made.push(licence);
    }
    const { id } = await core.licences.create({ number: `B-${round}-revoked`, expiresAt: now - 1 }, by);
    made.push(await core.licences.revoke(id, { by }));
  }

  async function listAll(query: Omit<LicenceQuery, 'limit' | 'after'>, limit: number): Promise<string[]> {
    const rows: Licence[] = [];
    for (;;) {
      const page = await core.licences.list({ ...query, after: rows.at(-1), limit });
      rows.push(...page);
      if (page.length < limit) return rows.map(({ number }) => number);
    }
  }
  const numbers = (rows: Licence[]): string[] => rows.map(({ number }) => number);
  const newestFirst = made.toReversed();
  const byNumber = made.toSorted((left, right) => (left.number < right.number ? -1 : 1));
  const ends = ({ expires_at }: Licence): number => expires_at ?? Infinity;
  const bySoonest = made.toSorted((left, right) => ends(left) - ends(right) || left.id - right.id);
  const states: Array<LicenceState | undefined> = ['unbound', 'upcoming', 'active', 'expired', 'revoked', undefined];
  for (const state of states) {
    const wanted = (licence: Licence): boolean => state === undefined || stateOf(licence, now) === state;
    assert.ok(made.some(wanted));
    for (const limit of [1, 2, 100]) {
      assert.deepEqual(await listAll({ state }, limit), numbers(newestFirst.filter(wanted)), `${state} ${limit}`);
      const begins = byNumber.filter((each) => wanted(each) && each.number.startsWith('B-'));
      assert.deepEqual(await listAll({ state, q: 'b-' }, limit), numbers(begins), `b- ${state} ${limit}`);
      const ending = bySoonest.filter((each) => wanted(each) && ends(each) < now + 1.5 * dayMs);
      assert.deepEqual(await listAll({ state, expiresBefore: now + 1.5 * dayMs }, limit), numbers(ending));
    }
  }
  const bound = made.find(({ account_id }) => account_id !== null) as Licence;
  assert.deepEqual(await listAll({ q: String(bound.account_id) }, 1), [bound.number]);
  assert.deepEqual(await listAll({ q: String(bound.account_id), state: 'revoked' }, 1), []);
  assert.deepEqual(await listAll({ q: 'none' }, 1), []);
});

test('the few of a state are found among many others', async (t) => {
  const at = await startPortico(t);
  const { core, database } = at.portico.house;
  const old = await core.licences.create({}, by);
  await core.licences.revoke(old.id, { by });
  await database.updateTable('licences').set({ id: 3 }).where('id', '=', old.id).execute();
  const newest = await core.licences.create({}, by);
  await database.updateTable('licences').set({ id: 90_000 }).where('id', '=', newest.id).execute();
  await core.licences.revoke(90_000, { by });
  const ids = async (query: Omit<LicenceQuery, 'limit'>) =>
    (await core.licences.list({ ...query, limit: 2 })).map(({ id }) => id);
  assert.deepEqual(await ids({ state: 'revoked' }), [90_000, 3]);
  assert.deepEqual(await ids({ state: 'revoked', after: await core.licences.get(90_000) }), [3]);
  assert.deepEqual(await ids({ state: 'active' }), []);
});
