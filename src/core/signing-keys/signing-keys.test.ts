import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestAudit, openTestDatabase, readStored } from '../../../test/support/database.ts';
import type { Database } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createSigningKeys, generateSigningKeyPair } from './signing-keys.ts';

const start = 1_700_000_000_000;
const clock = { now: () => start };
const cli = { actor: 'cli' };
const [oldRoot, newRoot] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];

const openKeys = (db: Database, ...roots: [string, ...string[]]) =>
  createSigningKeys({ db, keyring: createKeyring(roots), clock, audit: createTestAudit(db, clock) });

test('signing keys: a new key is 16 letters and digits with a secret of 32, and finds its secret', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const made = await keys.create('the blog', cli);
  assert.match(made.authKey, /^[A-Za-z0-9]{16}$/);
  assert.match(made.secret, /^[A-Za-z0-9]{32}$/);
  assert.equal(await keys.findSecret(made.authKey), made.secret);
  assert.equal(await keys.findSecret(made.authKey.toLowerCase()), undefined);
});

test('signing keys: secrets are nowhere in what is stored, the list or the audit log', async (context) => {
  const opened = await openTestDatabase(context);
  const { db } = opened;
  const keys = openKeys(db, oldRoot);
  const { id, authKey, secret } = await keys.create('in clear', cli);
  const times = { createdAt: start, updatedAt: start, expiresAt: null, disabledAt: null };
  const key = { id, authKey, name: 'in clear', state: 'live', ...times };
  assert.deepEqual(await keys.list(), [key]);
  const audited = await db.selectFrom('audit_log').selectAll().execute();
  assert.deepEqual(
    audited.map((entry) => [entry.actor, entry.action, entry.target]),
    [['cli', 'signing-key.created', `signing-key:${id}`]],
  );
  const stored = await readStored(opened);
  assert.ok(stored.includes('in clear'), 'the search would find a secret');
  assert.ok(!stored.includes(secret));
});

test('signing keys: a secret moved to another row does not decrypt', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const [mine, theirs] = [await keys.create('mine', cli), await keys.create('theirs', cli)];
  const { secret_encrypted } = await db
    .selectFrom('signing_keys')
    .select('secret_encrypted')
    .where('id', '=', mine.id)
    .executeTakeFirstOrThrow();
  await db.updateTable('signing_keys').set({ secret_encrypted }).where('id', '=', theirs.id).execute();
  await assert.rejects(keys.findSecret(theirs.authKey));
});

test('signing keys: a disabled key is not found from then on, and its first end stays', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const { id, authKey } = await keys.create('ending', cli);
  await keys.disable(id, { by: cli });
  assert.equal(await keys.findSecret(authKey), undefined);
  await keys.disable(id, { by: cli });
  assert.equal((await keys.list())[0]?.disabledAt, clock.now());
  const unknown = (error: unknown): boolean => error instanceof DomainError && error.code === 'signing_key.not_found';
  await assert.rejects(keys.disable(999, { by: cli }), unknown);
});

test('signing keys: the first key is made once, of what was chosen or of generated halves', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const attempts = await Promise.all(Array.from({ length: 4 }, () => keys.ensureFirst({ authKey: 'chosen-key' })));
  const made = attempts.filter((pair) => pair !== undefined);
  assert.equal(made.length, 1);
  assert.equal(made[0]?.authKey, 'chosen-key');
  assert.match(made[0]?.secret ?? '', /^[A-Za-z0-9]{32}$/);
  assert.equal((await keys.list()).length, 1);
  await keys.disable(1, { by: cli });
  assert.equal(await keys.ensureFirst(), undefined, 'who disabled the only key wants no new one at the next start');
});

test('signing keys: what an older root key sealed is found, re-encrypted once, and then needs the new one alone', async (context) => {
  const { db } = await openTestDatabase(context);
  const { authKey, secret } = await openKeys(db, oldRoot).create('old', cli);
  const both = openKeys(db, newRoot, oldRoot);
  await both.create('new', cli);
  assert.equal(await both.findSecret(authKey), secret);
  await assert.rejects(openKeys(db, newRoot).findSecret(authKey));
  assert.equal(await both.reencrypt(), 1);
  assert.equal(await both.reencrypt(), 0);
  assert.equal(await openKeys(db, newRoot).findSecret(authKey), secret);
});

test('signing keys: a rotated key and its successor are both good until the overlap ends, to the millisecond', async (context) => {
  const { db } = await openTestDatabase(context);
  const own = { at: start, now: () => own.at };
  const keys = createSigningKeys({
    db,
    keyring: createKeyring([oldRoot]),
    clock: own,
    audit: createTestAudit(db, own),
  });
  const old = await keys.create('the blog', cli);
  const by = { actor: 'account:1', address: '203.0.113.1' };
  const { ending, successor } = await keys.rotate(old.id, 60_000, { by, version: old.updatedAt });
  assert.deepEqual([ending.state, ending.expiresAt, successor.name], ['ending', start + 60_000, 'the blog']);
  own.at = start + 59_999;
  assert.equal(await keys.findSecret(old.authKey), old.secret);
  assert.equal(await keys.findSecret(successor.authKey), successor.secret);
  own.at = start + 60_000;
  assert.equal(await keys.findSecret(old.authKey), undefined);
  assert.equal(await keys.findSecret(successor.authKey), successor.secret);
  assert.deepEqual(
    (await keys.list()).map(({ state }) => state),
    ['expired', 'live'],
  );
  await assert.rejects(keys.rotate(old.id, 0, { by }), { code: 'signing_key.ended' });
  await assert.rejects(keys.rotate(99, 0, { by }), { code: 'signing_key.not_found' });
  const audited = await db.selectFrom('audit_log').selectAll().where('address', '=', by.address).execute();
  assert.deepEqual(
    audited.map(({ action, target }) => [action, target]),
    [
      ['signing-key.created', `signing-key:${successor.id}`],
      ['signing-key.rotated', `signing-key:${old.id}`],
    ],
  );
  assert.ok(!JSON.stringify(audited).includes(successor.secret));
});

test('signing keys: a key that is ending already can be made to end sooner, and never later', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const { id } = await keys.create('x', cli);
  const ends: Array<number | null> = [];
  for (const overlapMs of [60_000, 3_600_000, 30_000]) {
    ends.push((await keys.rotate(id, overlapMs, { by: cli })).ending.expiresAt);
  }
  assert.deepEqual(ends, [start + 60_000, start + 60_000, start + 30_000]);
});

test('signing keys: of two operators who rotate one key, the second is told that it changed', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const { id, updatedAt: version } = await keys.create('the blog', cli);
  const attempts = await Promise.allSettled([1, 2].map(() => keys.rotate(id, 1_000, { by: cli, version })));
  assert.deepEqual(attempts.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  assert.equal((await keys.list()).length, 2);
  await assert.rejects(keys.disable(id, { by: cli, version }), { code: 'request.version_changed' });
});

test('signing keys: pages go from the newest to the oldest', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  for (const name of ['1', '2', '3']) await keys.create(name, cli);
  const first = await keys.listPage({ most: 2 });
  const second = await keys.listPage({ most: 2, beforeId: first.at(-1)?.id });
  assert.deepEqual(
    [first, second].map((page) => page.map(({ name }) => name)),
    [['3', '2'], ['1']],
  );
});

test('signing keys: what becomes of a key is in the audit log, with its name, its successor and its end, by whom and once', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  await keys.ensureFirst();
  const { id } = await keys.create('the blog', cli);
  const { successor } = await keys.rotate(id, 60_000, { by: cli });
  await keys.disable(successor.id, { by: cli });
  await keys.disable(successor.id, { by: cli });
  const entries = await db
    .selectFrom('audit_log')
    .select(['actor', 'action', 'target', 'details'])
    .orderBy('id')
    .execute();
  const expiresAt = new Date(start + 60_000).toISOString();
  assert.deepEqual(
    entries.map(({ details, ...entry }) => ({ ...entry, details: JSON.parse(details) })),
    [
      { actor: 'system', action: 'signing-key.created', target: 'signing-key:1', details: { name: 'first' } },
      { actor: 'cli', action: 'signing-key.created', target: `signing-key:${id}`, details: { name: 'the blog' } },
      {
        actor: 'cli',
        action: 'signing-key.created',
        target: `signing-key:${successor.id}`,
        details: { name: 'the blog' },
      },
      {
        actor: 'cli',
        action: 'signing-key.rotated',
        target: `signing-key:${id}`,
        details: { successor: successor.id, expiresAt },
      },
      { actor: 'cli', action: 'signing-key.disabled', target: `signing-key:${successor.id}`, details: {} },
    ],
  );
});

test('signing keys: a key is told by its id, and each change makes it another version', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const { secret, ...made } = await keys.create('the blog', cli);
  assert.deepEqual(await keys.get(made.id), made);
  await assert.rejects(keys.get(999), { code: 'signing_key.not_found' });
  const { ending } = await keys.rotate(made.id, 60_000, { by: cli, version: made.updatedAt });
  assert.ok(ending.updatedAt > made.updatedAt);
  const disabled = await keys.disable(made.id, { by: cli, version: ending.updatedAt });
  assert.deepEqual(
    [disabled.state, disabled.disabledAt, disabled.updatedAt > ending.updatedAt],
    ['disabled', start, true],
  );
  await assert.rejects(keys.rotate(made.id, 0, { by: cli }), { code: 'signing_key.ended' });
  assert.equal(await keys.findSecret(made.authKey), undefined);
  assert.ok(secret);
});

test('signing keys: a first key that was chosen whole is that key, and generated ones are never the same', async (context) => {
  const { db } = await openTestDatabase(context);
  const keys = openKeys(db, oldRoot);
  const chosen = { authKey: 'chosen-key', secret: 'chosen-secret' };
  assert.deepEqual(await keys.ensureFirst(chosen), chosen);
  assert.equal(await keys.findSecret('chosen-key'), 'chosen-secret');
  const [one, two] = [generateSigningKeyPair(), generateSigningKeyPair()];
  assert.notEqual(one.authKey, two.authKey);
  assert.notEqual(one.secret, two.secret);
});
