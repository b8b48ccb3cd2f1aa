import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import type { NewAccount } from '../accounts/accounts.ts';
import { type Identifier, type Phone, parsePhone } from '../accounts/identifiers.ts';
import { lockAfter } from './guesses.ts';

const { portico } = await startPortico({ after });
const { core, database } = portico.house;
const caller = { address: '127.0.0.1', userAgent: 'a test', exemptFromAddressLimits: true };
const phone = parsePhone('13800138000') as Phone;
const plain = (value: string) => ({ form: 'plain', value }) as const;

const kinds: Array<[kind: string, account: NewAccount, identifier: Identifier]> = [
  ['of the blog', { origin: 'blog', handle: 'writer' }, { kind: 'handle', handleKey: 'writer' }],
  [
    'with an e-mail alone',
    { origin: 'mobile', email: { value: 'a@b.cn', proved: true } },
    { kind: 'email', email: 'a@b.cn' },
  ],
  ['with a phone alone', { origin: 'desktop', phone: { value: phone, proved: true } }, { kind: 'phone', phone }],
  ['that owns', { origin: 'console', role: 'owner', handle: 'boss' }, { kind: 'handle', handleKey: 'boss' }],
];

/** Makes the account, and a guesser who tried its password a hundred times, from a device it knows and from another. */
async function makeLocked(account: NewAccount, identifier: Identifier) {
  const passwordVerifier = await core.hasher.createVerifier(plain('right-1'));
  const { id } = await transact(database, (tx) => core.accounts.create(tx, { ...account, passwordVerifier }));
  const signIn = (value: string, userAgent = 'a test') =>
    core.signIn.withPasswordOpaque({
      contract: 'mobile',
      identifier,
      password: plain(value),
      caller: { ...caller, userAgent },
      unknownAccount: 'told',
    });
  const { accessToken } = await signIn('right-1');
  for (const device of ['a test', 'a stranger'])
    await assert.rejects(signIn('wrong', device), { code: 'password.wrong' });
  await database.updateTable('password_guesses').set({ failures: lockAfter }).execute();
  for (const device of ['a test', 'a stranger'])
    await assert.rejects(signIn('right-1', device), { code: 'password.locked' });
  return { id, signIn, accessToken };
}

const audited = async (id: number): Promise<string[]> => {
  const rows = database.selectFrom('audit_log').select('action').where('target', '=', `account:${id}`);
  return (await rows.where('actor', '=', 'cli').execute()).map(({ action }) => action);
};

for (const [kind, account, identifier] of kinds) {
  test(`an account ${kind}, locked by a hundred wrong passwords, is unlocked by an operator or by a new password`, async () => {
    const { id, signIn, accessToken } = await makeLocked(account, identifier);
    await core.passwords.unlock(id, { actor: 'cli', mayChangeOperators: true });
    for (const device of ['a test', 'a stranger']) assert.ok(await signIn('right-1', device));
    assert.ok(await core.sessions.authenticateOpaque('mobile', accessToken), 'unlocking ends no session');

    await assert.rejects(signIn('wrong'), { code: 'password.wrong' });
    await database.updateTable('password_guesses').set({ failures: lockAfter }).execute();
    await core.passwords.reset(id, plain('right-2'), 'cli');
    await assert.rejects(core.sessions.authenticateOpaque('mobile', accessToken), { code: 'session.revoked' });
    await assert.rejects(signIn('right-1'), { code: 'password.wrong' });
    for (const device of ['a test', 'a stranger']) assert.ok(await signIn('right-2', device));
    assert.deepEqual(await audited(id), ['account.unlocked', 'account.password-reset']);
  });
}

test('nobody is unlocked or given a password where there is no account', async () => {
  await assert.rejects(core.passwords.unlock(999_999, { actor: 'cli', mayChangeOperators: true }), {
    code: 'account.not_found',
  });
  await assert.rejects(core.passwords.reset(999_999, plain('right-2'), 'cli'), { code: 'account.not_found' });
  assert.deepEqual(await audited(999_999), []);
});

test('a password that is changed twice at once by the same current one is changed once', async () => {
  const passwordVerifier = await core.hasher.createVerifier(plain('current-1'));
  const { id } = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'blog', handle: 'twice', passwordVerifier }),
  );
  const nexts = ['first new one', 'second new one'];
  const changes = nexts.map((next) => core.passwords.changeOwn(id, { current: 'current-1', next }, caller));
  const outcomes = await Promise.allSettled(changes);
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  assert.deepEqual(
    refused.map(({ reason }) => reason.code),
    ['password.wrong'],
  );
  const { password_verifier: verifier, updated_at: version } = await core.accounts.get(id);
  const winner = nexts[outcomes.findIndex(({ status }) => status === 'fulfilled')] ?? '';
  assert.ok(await core.hasher.matches(plain(winner), verifier));
  await core.passwords.changeOwn(id, { current: winner, next: 'a third new one' }, caller);
  assert.ok((await core.accounts.get(id)).updated_at > version);
});
