import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestAudit, openTestDatabase, readStored } from '../../../test/support/database.ts';
import type { Database } from '../../db/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { parsePin } from './pin.ts';
import { createVault } from './vault.ts';

const clock = { now: () => 1_700_000_000_000 };
const actor = { actor: 'account:7', contract: 'console', address: '127.0.0.1' };
const [oldRoot, newRoot] = ['o'.repeat(40), 'n'.repeat(40)] as [string, string];

const vaultOf = (db: Database, ...roots: [string, ...string[]]) =>
  createVault({
    db,
    keyring: createKeyring(roots),
    clock,
    audit: createTestAudit(db, clock),
    keyMaxAgeDays: () => 90,
  });

test('vault: keys are nowhere in what is stored, nor in a list', async (context) => {
  const opened = await openTestDatabase(context);
  const { db } = opened;
  const vault = vaultOf(db, oldRoot);
  await vault.put({ pin: 'pin-in-clear', ptKey: 'PT-IN-CLEAR', wsKey: 'WS-IN-CLEAR', remark: 'r' }, actor);
  assert.deepEqual(await vault.list({}, { most: 10 }), [
    {
      id: 1,
      pin: 'pin-in-clear',
      remark: 'r',
      hasPtKey: true,
      hasWsKey: true,
      createdAt: clock.now(),
      updatedAt: clock.now(),
      keysChangedAt: clock.now(),
      isDue: false,
    },
  ]);
  const stored = await readStored(opened);
  assert.ok(stored.includes('pin-in-clear'), 'the search would find a key');
  assert.ok(!stored.includes('-IN-CLEAR'));
});

test('vault: revealing tells the keys and is in the audit log, without them', async (context) => {
  const { db } = await openTestDatabase(context);
  const vault = vaultOf(db, oldRoot);
  await vault.put({ pin: 'a', ptKey: 'PT' }, actor);
  assert.deepEqual(await vault.reveal(1, actor), { ptKey: 'PT', wsKey: null });
  const [, entry] = await db.selectFrom('audit_log').selectAll().execute();
  const { hash, ...content } = entry ?? assert.fail();
  assert.match(hash ?? '', /^[\w-]{43}$/);
  assert.deepEqual(content, {
    id: 2,
    at: clock.now(),
    ...actor,
    action: 'vault.revealed',
    target: 'vault-entry:1',
    details: '{"pin":"a"}',
  });
  await assert.rejects(vault.reveal(2, actor), { code: 'vault.entry_not_found' });
});

test('vault: a sealed key copied to another row or column opens nothing', async (context) => {
  const { db } = await openTestDatabase(context);
  const vault = vaultOf(db, oldRoot);
  await vault.put({ pin: 'a', ptKey: 'PT' }, actor);
  await vault.put({ pin: 'b', ptKey: 'PT' }, actor);
  const { pt_key_encrypted: sealed } = await db
    .selectFrom('vault_entries')
    .select('pt_key_encrypted')
    .where('pin', '=', 'a')
    .executeTakeFirstOrThrow();
  await db.updateTable('vault_entries').set({ pt_key_encrypted: sealed }).where('pin', '=', 'b').execute();
  await assert.rejects(vault.reveal(2, actor));
  await db.updateTable('vault_entries').set({ ws_key_encrypted: sealed }).where('pin', '=', 'a').execute();
  await assert.rejects(vault.reveal(1, actor));
});

test('vault: a new root key takes over in small batches; afterwards the old one is not needed', async (context) => {
  const { db } = await openTestDatabase(context);
  const before = vaultOf(db, oldRoot);
  for (let n = 1; n <= 25; n += 1) {
    await before.put({ pin: `p${n}`, ptKey: `pt${n}`, ...(n % 2 && { wsKey: `ws${n}` }) }, actor);
  }
  await before.put({ pin: 'bare' }, actor);
  const during = vaultOf(db, newRoot, oldRoot);
  assert.deepEqual(await during.reveal(3, actor), { ptKey: 'pt3', wsKey: 'ws3' }, 'the old root still opens');
  const [moving] = await Promise.all([during.reencrypt(4), during.put({ pin: 'p25', ptKey: 'fresh' }, actor)]);
  assert.equal(moving.unreadable.length, 0);
  assert.deepEqual(await during.reencrypt(4), { moved: 0, unreadable: [] });

  const after = vaultOf(db, newRoot);
  assert.deepEqual(await after.reveal(1, actor), { ptKey: 'pt1', wsKey: 'ws1' });
  assert.deepEqual(await after.reveal(24, actor), { ptKey: 'pt24', wsKey: null });
  assert.deepEqual(await after.reveal(25, actor), { ptKey: 'fresh', wsKey: 'ws25' }, 'no write was undone');
  await assert.rejects(before.reveal(1, actor));
});

test('vault: entries that no configured root opens are named, and the others still move', async (context) => {
  const { db } = await openTestDatabase(context);
  await vaultOf(db, 'lost-root'.padEnd(40, 'x')).put({ pin: 'lost', ptKey: 'k' }, actor);
  await vaultOf(db, oldRoot).put({ pin: 'kept', ptKey: 'k' }, actor);
  assert.deepEqual(await vaultOf(db, newRoot, oldRoot).reencrypt(1), { moved: 1, unreadable: [1] });
});

test('vault: a pin is decoded once, bounded, and never holds control characters', () => {
  assert.equal(parsePin(' %E5%BC%A0 '), '张');
  assert.equal(parsePin('100%'), '100%');
  assert.equal(parsePin('%2541'), '%41');
  assert.equal(parsePin('张'.repeat(200)), '张'.repeat(200));
  for (const text of ['', ' ', '%20', 'a%00', 'a%0Ab', 'a\u0085', '\ud800', 'a'.repeat(201)]) {
    assert.equal(parsePin(text), undefined, JSON.stringify(text));
  }
});
