import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { createTestAudit, openTestDatabase } from '../../../test/support/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createLimits } from '../limits/limits.ts';
import { apiKeyPrefix, createApiKeys } from './api-keys.ts';

const right = 'releases:write';
const cli = { actor: 'cli' };
const start = 1_700_000_000_000;
const [oldRoot, newRoot] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];
const caller = { address: '203.0.113.1', userAgent: 'a test', exemptFromAddressLimits: false };

async function open(context: TestContext) {
  const { db } = await openTestDatabase(context);
  const clock = { at: start, now: () => clock.at };
  const openKeys = (...roots: [string, ...string[]]) =>
    createApiKeys({
      db,
      keyring: createKeyring(roots),
      clock,
      limits: createLimits({ db, clock }),
      audit: createTestAudit(db, clock),
    });
  return { db, clock, openKeys, keys: openKeys(oldRoot) };
}

test('API keys: a key is told once, stored hashed, and known by name, rights and last use', async (context) => {
  const { db, clock, keys } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [right] }, cli);
  assert.match(key, new RegExp(`^${apiKeyPrefix}[0-9A-Za-z]{43}$`));
  clock.at += 1_000;
  assert.deepEqual(await keys.authorize(key, right, caller), { id: 1, name: 'ci', rights: [right] });
  const times = { createdAt: start, updatedAt: start, lastUsedAt: start + 1_000, expiresAt: null, revokedAt: null };
  const known = { id: 1, name: 'ci', hint: key.slice(-4), rights: [right], state: 'live', ...times };
  assert.deepEqual(await keys.list(), [known]);
  for (const table of ['api_keys', 'audit_log'] as const) {
    assert.ok(!JSON.stringify(await db.selectFrom(table).selectAll().execute()).includes(key));
  }
});

test('API keys: one without the right is refused, and so is one that is unknown', async (context) => {
  const { keys } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [] }, cli);
  await assert.rejects(keys.authorize(key, right, caller), { code: 'right.missing' });
  await assert.rejects(keys.authorize(`${key}x`, right, caller), { code: 'api_key.wrong' });
});

test('API keys: a revoked one is dead at once, since the first time', async (context) => {
  const { clock, keys } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [right] }, cli);
  await keys.revoke(1, { by: cli });
  await assert.rejects(keys.authorize(key, right, caller), { code: 'api_key.wrong' });
  clock.at += 1_000;
  await keys.revoke(1, { by: cli });
  assert.equal((await keys.list())[0]?.revokedAt, start);
  await assert.rejects(keys.revoke(2, { by: cli }), { code: 'api_key.not_found' });
});

test('API keys: one with an end dies to the millisecond', async (context) => {
  const { clock, keys } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [right], expiresAt: start + 5_000 }, cli);
  clock.at = start + 4_999;
  assert.ok(await keys.authorize(key, right, caller));
  clock.at = start + 5_000;
  await assert.rejects(keys.authorize(key, right, caller), { code: 'api_key.wrong' });
});

test('API keys: ten wrong ones a minute from one address, and right ones count for nothing', async (context) => {
  const { clock, keys } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [right] }, cli);
  for (let count = 0; count < 20; count += 1) await keys.authorize(key, right, caller);
  const guess = () => keys.authorize('portico_wrong', right, caller);
  for (let count = 0; count < 10; count += 1) await assert.rejects(guess(), { code: 'api_key.wrong' });
  await assert.rejects(guess(), { code: 'request.too_many' });
  assert.ok(await keys.authorize(key, right, caller), 'a right one beside them');
  clock.at += 60_000;
  assert.ok(await keys.authorize(key, right, caller));
});

test('API keys: a key used while both root keys are at hand outlives the old one, and another does not', async (context) => {
  const { keys, openKeys } = await open(context);
  const [used, forgotten] = [
    (await keys.create({ name: 'ci', rights: [right] }, cli)).key,
    (await keys.create({ name: 'old', rights: [right] }, cli)).key,
  ];
  assert.ok(await openKeys(newRoot, oldRoot).authorize(used, right, caller));
  assert.ok(await openKeys(newRoot).authorize(used, right, caller));
  await assert.rejects(openKeys(newRoot).authorize(forgotten, right, caller), { code: 'api_key.wrong' });
});

test('API keys: that one was used is noted at most once a minute, and otherwise nothing is written', async (context) => {
  const { clock, keys, db } = await open(context);
  const { key } = await keys.create({ name: 'ci', rights: [right] }, cli);
  const lastUsed = async () => (await keys.get(1)).lastUsedAt;
  await keys.authorize(key, right, caller);
  assert.equal(await lastUsed(), start);
  const before = await db.selectFrom('limit_hits').selectAll().execute();
  clock.at = start + 59_999;
  await keys.authorize(key, right, caller);
  assert.equal(await lastUsed(), start);
  clock.at = start + 60_000;
  await keys.authorize(key, right, caller);
  assert.equal(await lastUsed(), start + 60_000);
  assert.deepEqual([before, await db.selectFrom('limit_hits').selectAll().execute()], [[], []]);
});

test('API keys: a burst of wrong ones gets no more answers than ten', async (context) => {
  const { keys } = await open(context);
  const guess = () => keys.authorize('portico_wrong', right, caller).catch(({ code }) => code);
  const answers = await Promise.all(Array.from({ length: 40 }, guess));
  assert.equal(answers.filter((code) => code === 'api_key.wrong').length, 10);
  assert.equal(answers.filter((code) => code === 'request.too_many').length, 30);
});

test('API keys: recognised by their last characters, listed page by page, never made to be dead', async (context) => {
  const { clock, keys } = await open(context);
  for (const name of ['1', '2', '3']) {
    const { key, hint } = await keys.create({ name, rights: [] }, cli);
    assert.equal(hint, key.slice(-4));
  }
  const first = await keys.list({ most: 2 });
  assert.deepEqual(
    [first, await keys.list({ most: 2, beforeId: first.at(-1)?.id })].map((page) => page.map(({ name }) => name)),
    [['3', '2'], ['1']],
  );
  await assert.rejects(keys.create({ name: 'late', rights: [], expiresAt: clock.at }, cli), {
    code: 'request.invalid_fields',
  });
});

test('API keys: who saw an older version revokes nothing', async (context) => {
  const { keys } = await open(context);
  const { key, id, updatedAt } = await keys.create({ name: 'ci', rights: [right] }, cli);
  const late = keys.revoke(id, { by: cli, version: updatedAt - 1 });
  await assert.rejects(late, { code: 'request.version_changed' });
  assert.ok(await keys.authorize(key, right, caller));
  assert.equal((await keys.revoke(id, { by: cli, version: updatedAt })).state, 'revoked');
});
