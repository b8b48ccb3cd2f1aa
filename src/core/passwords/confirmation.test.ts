import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import { createKeyring } from '../keyring/keyring.ts';
import { createPasswordConfirmation } from './confirmation.ts';
import { createPasswordGuesses, lockAfter } from './guesses.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const caller = { address: '203.0.113.5', userAgent: 'a browser', exemptFromAddressLimits: false };
const plain = (value: string) => ({ form: 'plain', value }) as const;
const verifiers = { right: await core.hasher.createVerifier(plain('right')) };

async function join({
  handle,
  passwordVerifier = verifiers.right as string | undefined,
}: {
  handle: string;
  passwordVerifier?: string | undefined;
}) {
  const password = passwordVerifier === undefined ? {} : { passwordVerifier };
  return transact(database, (tx) => core.accounts.create(tx, { origin: 'blog', handle, ...password }));
}
const confirm = (id: number, value: string, refused?: Parameters<typeof core.passwordConfirmation.require>[3]) =>
  core.passwordConfirmation.require(id, plain(value), caller, refused);
const refusalsOf = (id: number) =>
  database
    .selectFrom('audit_log')
    .select(['action', 'target', 'address', 'contract', 'details'])
    .where('actor', '=', `account:${id}`)
    .orderBy('id')
    .execute();
const guessesOf = (id: number) =>
  database.selectFrom('password_guesses').select('failures').where('subject', '=', `account:${id}`).execute();

test('confirmation: the right password answers the verifier that it was judged by, ends the count, and makes the device a known one', async () => {
  const { id } = await join({ handle: 'right' });
  await assert.rejects(confirm(id, 'wrong'), { code: 'password.wrong' });
  assert.deepEqual(await guessesOf(id), [{ failures: 1 }]);
  assert.equal(await confirm(id, 'right'), verifiers.right);
  assert.deepEqual(await guessesOf(id), []);
  const devices = database.selectFrom('known_devices').select('device').where('account_id', '=', id);
  assert.equal((await devices.execute()).length, 1);
});

test('confirmation: a refusal is in the audit log as what it kept from happening, or else as a refused password', async () => {
  const { id } = await join({ handle: 'refused' });
  const details = JSON.stringify({ reason: 'password.wrong', failures: 1 });
  const from = { address: caller.address, contract: 'console', details };
  await assert.rejects(confirm(id, 'wrong'), { code: 'password.wrong' });
  await assert.rejects(confirm(id, 'wrong', { action: 'vault.reveal-refused', target: 'vault-entry:77' }), {
    code: 'password.wrong',
  });
  assert.deepEqual(await refusalsOf(id), [
    { action: 'account.password-refused', target: `account:${id}`, ...from },
    { action: 'vault.reveal-refused', target: 'vault-entry:77', ...from },
  ]);
});

test('confirmation: a locked account is refused even the right password, and that is in the audit log too', async () => {
  const { id } = await join({ handle: 'locked' });
  await assert.rejects(confirm(id, 'wrong'), { code: 'password.wrong' });
  const own = database.updateTable('password_guesses').where('subject', '=', `account:${id}`);
  await own.set({ failures: lockAfter }).execute();
  for (let time = 0; time < 2; time += 1) await assert.rejects(confirm(id, 'right'), { code: 'password.locked' });
  assert.deepEqual(
    (await refusalsOf(id)).map(({ details }) => JSON.parse(details).reason),
    ['password.wrong', 'password.locked'],
  );
});

test('confirmation: an account without a password confirms nothing, and the try counts', async () => {
  const { id } = await join({ handle: 'passwordless', passwordVerifier: undefined });
  await assert.rejects(confirm(id, ''), { code: 'password.wrong' });
  assert.deepEqual(await guessesOf(id), [{ failures: 1 }]);
});

test('confirmation: an account that is not there is told as such, and leaves no trace of a refused password', async () => {
  await assert.rejects(confirm(999_999, 'right'), { code: 'account.not_found' });
  assert.deepEqual(await refusalsOf(999_999), []);
});

test('confirmation: the old password confirms nothing once a new one came while it was judged', async () => {
  const { id } = await join({ handle: 'changed-meanwhile' });
  const fresh = await core.hasher.createVerifier(plain('fresh'));
  const hasher = {
    ...core.hasher,
    async matches(...given: Parameters<typeof core.hasher.matches>) {
      await database.updateTable('accounts').set({ password_verifier: fresh }).where('id', '=', id).execute();
      return core.hasher.matches(...given);
    },
  };
  const guesses = createPasswordGuesses({ db: database, keyring: createKeyring(['r'.repeat(40)]), clock: at.clock });
  const refusals = { record: async () => {} };
  const slow = createPasswordConfirmation({ db: database, accounts: core.accounts, guesses, hasher, refusals });
  const confirming = slow.require(id, plain('right'), caller);
  await assert.rejects(confirming, { code: 'password.wrong' });
  assert.equal(await confirm(id, 'fresh'), fresh);
});
