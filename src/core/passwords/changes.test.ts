import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const caller = { address: '203.0.113.5', userAgent: 'a test', exemptFromAddressLimits: true };
const plain = (value: string) => ({ form: 'plain', value }) as const;
const verifier = await core.hasher.createVerifier(plain('current-1'));
const endpoint = await core.webhooks.endpoints.create(
  { url: 'http://127.0.0.1:9/', description: '', events: ['account.password-changed'] },
  { actor: 'cli' },
);
// Nothing is sent: what was told is what counts.
await core.webhooks.endpoints.pause(endpoint.id, { by: { actor: 'cli' } });

async function join(handle: string) {
  const account = { origin: 'blog', handle, passwordVerifier: verifier } as const;
  const { id } = await transact(database, (tx) => core.accounts.create(tx, account));
  const found = await core.accounts.get(id);
  const { accessToken } = await transact(database, (tx) => core.sessions.openOpaque(tx, found, 'mobile', caller));
  return { id, before: found, isSignedIn: () => isSignedIn(accessToken) };
}
const isSignedIn = (token: string): Promise<boolean> =>
  core.sessions.authenticateOpaque('mobile', token).then(
    () => true,
    () => false,
  );
const auditedOf = (id: number) =>
  database
    .selectFrom('audit_log')
    .select(['actor', 'address', 'action'])
    .where('target', '=', `account:${id}`)
    .where('action', '!=', 'account.created')
    .orderBy('id')
    .execute();
async function takeTold(): Promise<Array<{ type: string; account: number }>> {
  const rows = await database.selectFrom('webhook_messages').select('body').execute();
  await database.deleteFrom('webhook_messages').execute();
  return rows.map(({ body }) => JSON.parse(body)).map(({ type, data }) => ({ type, account: data.account.id }));
}

test('a password that its owner changes opens from then on, ends every session, and is told and in the audit log', async () => {
  const [{ id, before, isSignedIn }, other] = [await join('chooser'), await join('bystander')];
  at.clock.advance(1_000);
  await core.passwords.changeOwn(id, { current: 'current-1', next: 'a new password' }, caller);
  const changed = await core.accounts.get(id);
  assert.ok(await core.hasher.matches(plain('a new password'), changed.password_verifier));
  assert.ok((changed.password_changed_at ?? 0) > (before.password_changed_at ?? 0));
  assert.ok(changed.updated_at > before.updated_at);
  assert.equal(await isSignedIn(), false);
  assert.deepEqual(await takeTold(), [{ type: 'account.password-changed', account: id }]);
  const actor = `account:${id}`;
  assert.deepEqual(await auditedOf(id), [{ actor, address: caller.address, action: 'account.password-chosen' }]);
  assert.equal(await other.isSignedIn(), true);
  assert.equal((await core.accounts.get(other.id)).password_verifier, verifier);
});

test('a password that is reset opens from then on, ends every session, and is told and in the audit log', async () => {
  const [{ id, before, isSignedIn }, other] = [await join('forgetful'), await join('another bystander')];
  at.clock.advance(1_000);
  await core.passwords.reset(id, plain('x'), 'cli');
  const changed = await core.accounts.get(id);
  assert.ok(await core.hasher.matches(plain('x'), changed.password_verifier));
  assert.ok((changed.password_changed_at ?? 0) > (before.password_changed_at ?? 0));
  assert.equal(await isSignedIn(), false);
  assert.deepEqual(await takeTold(), [{ type: 'account.password-changed', account: id }]);
  assert.deepEqual(await auditedOf(id), [{ actor: 'cli', address: '', action: 'account.password-reset' }]);
  assert.equal(await other.isSignedIn(), true);
});

test('a wrong current password changes nothing; a weak new one is refused before the current one is judged', async () => {
  const { id, before, isSignedIn } = await join('careless');
  const change = (current: string, next: string) => core.passwords.changeOwn(id, { current, next }, caller);
  await assert.rejects(change('wrong', 'password'), ({ code, params }) => {
    assert.deepEqual([code, params.fields[0].field], ['request.invalid_fields', 'newPassword']);
    return true;
  });
  const guesses = database.selectFrom('password_guesses').select('failures').where('subject', '=', `account:${id}`);
  assert.deepEqual(await guesses.execute(), []);
  await assert.rejects(change('wrong', 'a new password'), { code: 'password.wrong' });
  assert.deepEqual(await guesses.execute(), [{ failures: 1 }]);
  assert.deepEqual([await core.accounts.get(id), await isSignedIn(), await takeTold()], [before, true, []]);
});

test('fresh parameters are put in place of a verifier that stands, end no session, and never replace a newer password', async () => {
  const [{ id, isSignedIn, before }, other] = [await join('stale'), await join('stale too')];
  const at = { accountId: id, contract: 'mobile' } as const;
  await transact(database, (tx) => core.accounts.replaceVerifier(tx, at, { current: verifier, fresh: 'fresh' }));
  assert.deepEqual(await core.accounts.get(id), { ...before, password_verifier: 'fresh' });
  await transact(database, (tx) => core.accounts.replaceVerifier(tx, at, { current: verifier, fresh: 'late' }));
  assert.equal((await core.accounts.get(id)).password_verifier, 'fresh');
  assert.equal(await isSignedIn(), true);
  assert.equal((await core.accounts.get(other.id)).password_verifier, verifier);
});

test('who may not change operators unlocks none but their own account, and every unlocking is in the audit log', async () => {
  const role = { origin: 'console', role: 'admin', handle: 'an admin' } as const;
  const { id } = await transact(database, (tx) => core.accounts.create(tx, role));
  const by = (actor: string) => ({ actor, address: '203.0.113.9', mayChangeOperators: false });
  await assert.rejects(core.passwords.unlock(id, by('account:999')), { code: 'account.protected' });
  assert.deepEqual(await auditedOf(id), []);
  const own = by(`account:${id}`);
  await core.passwords.unlock(id, own);
  assert.deepEqual(await auditedOf(id), [{ actor: own.actor, address: own.address, action: 'account.unlocked' }]);
});
