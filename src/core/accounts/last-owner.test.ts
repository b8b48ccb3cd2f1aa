import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';

test('the last active owner can be neither removed, frozen, rejected, set waiting nor demoted', async (t) => {
  const { core, database } = (await startPortico(t)).portico.house;
  const { accounts } = core;
  const owner = await accounts.findFirstOwner();
  assert.ok(owner);
  const { id } = owner;
  const caller = { address: '127.0.0.1', userAgent: '', exemptFromAddressLimits: true };
  const session = await transact(database, (tx) => core.sessions.open(tx, owner, 'staff', caller));
  const token = core.sessions.sign(session, {});
  const ways: Array<() => Promise<unknown>> = [
    () => accounts.remove(id, 'test'),
    () => accounts.setStatus(id, 'frozen', 'test'),
    () => accounts.setStatus(id, 'rejected', 'test'),
    () => accounts.setStatus(id, 'waiting', 'test'),
    () => accounts.setRole(id, 'admin', 'test'),
    () => accounts.setRole(id, 'user', 'test'),
  ];
  const refuseAll = async (): Promise<void> => {
    for (const way of ways) await assert.rejects(way(), { code: 'account.last_owner' }, String(way));
    const { status, role } = await accounts.get(id);
    assert.deepEqual([status, role], ['active', 'owner']);
  };
  await refuseAll();
  assert.ok(await core.sessions.authenticateJwt('staff', token), 'what was refused ended no session');
  await accounts.setStatus(id, 'active', 'test');
  await accounts.setRole(id, 'owner', 'test');

  const other = await transact(database, (tx) => accounts.create(tx, { origin: 'console', role: 'owner' }));
  await accounts.setStatus(other.id, 'frozen', 'test');
  await refuseAll();
  await accounts.setStatus(other.id, 'active', 'test');
  const left = await Promise.allSettled([
    accounts.setRole(id, 'user', 'test'),
    accounts.setStatus(other.id, 'frozen', 'test'),
  ]);
  assert.deepEqual(left.map((outcome) => outcome.status).sort(), ['fulfilled', 'rejected'], 'of two one remains');
  await assert.rejects(accounts.setStatus(999_999, 'frozen', 'test'), { code: 'account.not_found' });
  await assert.rejects(accounts.setRole(999_999, 'user', 'test'), { code: 'account.not_found' });
});
