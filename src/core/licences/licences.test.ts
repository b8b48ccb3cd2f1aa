import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import { DomainError } from '../errors.ts';

const code = (expected: string) => (error: unknown) => error instanceof DomainError && error.code === expected;

const at = await startPortico({ after });
const house = () => at.portico.house;
const account = () => transact(house().database, (tx) => house().core.accounts.create(tx, { origin: 'console' }));

test('a licence without a number gets one of its own, and a number is given once', async () => {
  const { licences } = house().core;
  const made = await licences.create({}, 'cli');
  assert.match(made.number, /^([0-9A-Z]{5}-){3}[0-9A-Z]{5}$/);
  assert.equal((await licences.getByNumber(made.number)).id, made.id);
  await assert.rejects(licences.create({ number: made.number }, 'cli'), code('licence.taken'));
});

test('one licence has one account and one account one licence, whoever is faster', async () => {
  const { licences } = house().core;
  const people = await Promise.all([account(), account(), account()]);
  const one = await licences.create({}, 'cli');
  const tries = await Promise.allSettled(people.map(({ id }) => licences.bind(one.id, id, 'cli')));
  assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  const holder = (await licences.get(one.id)).account_id as number;
  assert.equal((await licences.bind(one.id, holder, 'cli')).account_id, holder, 'again is no harm');
  const other = await licences.create({}, 'cli');
  await assert.rejects(licences.bind(other.id, holder, 'cli'), code('licence.taken'));
  await licences.unbind(one.id, 'cli');
  assert.equal((await licences.bind(other.id, holder, 'cli')).account_id, holder);
});

test('what does not exist is told', async () => {
  const { licences } = house().core;
  const { id } = await licences.create({}, 'cli');
  await assert.rejects(licences.bind(id, 999_999, 'cli'), code('account.not_found'));
  await assert.rejects(licences.bind(999_999, 1, 'cli'), code('licence.not_found'));
  await assert.rejects(licences.extend(999_999, null, 'cli'), code('licence.not_found'));
  await assert.rejects(licences.revoke(999_999, 'cli'), code('licence.not_found'));
  await assert.rejects(licences.unbind(999_999, 'cli'), code('licence.not_found'));
  await assert.rejects(licences.getByNumber('none'), code('licence.not_found'));
});

test('a revoked licence stays revoked since the first time, also when it is extended', async () => {
  const { licences } = house().core;
  const { id } = await licences.create({ expiresAt: 1 }, 'cli');
  const person = await account();
  await licences.bind(id, person.id, 'cli');
  assert.equal((await licences.findFor(person.id)).standing, 'expired');
  const { revoked_at } = await licences.revoke(id, 'cli');
  at.clock.advance(1000);
  assert.equal((await licences.revoke(id, 'cli')).revoked_at, revoked_at);
  await licences.extend(id, null, 'cli');
  assert.equal((await licences.findFor(person.id)).standing, 'revoked');
});

test('everything an operator does is in the audit log', async () => {
  const { licences } = house().core;
  const person = await account();
  const { id } = await licences.create({ number: 'AUDITED' }, 'account:1');
  await licences.bind(id, person.id, 'account:1');
  await licences.extend(id, 5, 'account:1');
  await licences.unbind(id, 'account:1');
  await licences.revoke(id, 'account:1');
  const entries = await house()
    .database.selectFrom('audit_log')
    .select(['actor', 'action', 'details'])
    .where('target', '=', `licence:${id}`)
    .orderBy('id')
    .execute();
  assert.ok(entries.every((entry) => entry.actor === 'account:1'));
  assert.deepEqual(
    entries.map((entry) => [entry.action, entry.details]),
    [
      ['licence.created', '{"number":"AUDITED"}'],
      ['licence.bound', `{"accountId":${person.id}}`],
      ['licence.extended', '{"expiresAt":5}'],
      ['licence.unbound', '{}'],
      ['licence.revoked', '{}'],
    ],
  );
});

test('the list is newest first', async () => {
  const { licences } = house().core;
  const newest = await licences.create({}, 'cli');
  const { total, rows } = await licences.list({ offset: 0, limit: 2 });
  assert.ok(total > 2);
  assert.equal(rows.length, 2);
  assert.equal(rows[0]?.id, newest.id);
});
