import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startPortico } from '../../../test/support/portico.ts';
import { transact } from '../../db/database.ts';
import type { Account } from '../accounts/accounts.ts';
import { lockAfter } from '../passwords/guesses.ts';

const at = await startPortico({ after });
const { core, database } = at.portico.house;
const { passwordResets } = core;
const by = { actor: 'account:1', address: '203.0.113.1', mayChangeOperators: true };
const strong = 'correct horse 1';
const exempt = { address: '127.0.0.1', userAgent: 'a test', exemptFromAddressLimits: true };
const wrongLink = { code: 'reset_link.wrong' };
const hourMs = 3_600_000;

let made = 0;
async function join(): Promise<Account & { handle: string }> {
  made += 1;
  const passwordVerifier = await core.hasher.createVerifier({ form: 'plain', value: 'old-password' });
  const handle = `person${made}`;
  const account = await transact(database, (tx) =>
    core.accounts.create(tx, { origin: 'blog', handle, passwordVerifier }),
  );
  return { ...account, handle };
}

const signIn = (handle: string, password: string, userAgent = exempt.userAgent) =>
  core.signIn.withPasswordOpaque({
    contract: 'mobile',
    identifier: { kind: 'handle', handleKey: handle },
    password: { form: 'plain', value: password },
    caller: { ...exempt, userAgent },
    unknownAccount: 'told',
  });

test('reset link: it sets a new password once, ends every session and every wait after wrong passwords', async () => {
  const { id, handle } = await join();
  const { accessToken } = await signIn(handle, 'old-password');
  await assert.rejects(signIn(handle, 'wrong', 'a stranger'), { code: 'password.wrong' });
  await database.updateTable('password_guesses').set({ failures: lockAfter }).execute();
  const { token } = await passwordResets.create(id, { by });
  await passwordResets.consume(token, strong, exempt);

  await assert.rejects(core.sessions.authenticateOpaque('mobile', accessToken), { code: 'session.revoked' });
  await assert.rejects(signIn(handle, 'old-password'), { code: 'password.wrong' });
  assert.ok(await signIn(handle, strong, 'a stranger'));
  await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
});

test('reset link: of many uses at once one succeeds', async () => {
  const { id } = await join();
  const { token } = await passwordResets.create(id, { by });
  const uses = Array.from({ length: 8 }, (_, n) => passwordResets.consume(token, `${strong}${n}`, exempt));
  const outcomes = await Promise.allSettled(uses);
  assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('reset link: it lives for 24 hours, and until there is a newer one', async () => {
  const { id } = await join();
  const first = await passwordResets.create(id, { by });
  const second = await passwordResets.create(id, { by });
  assert.notEqual(first.token, second.token);
  await assert.rejects(passwordResets.consume(first.token, strong, exempt), wrongLink);
  at.clock.advance(24 * hourMs);
  await assert.rejects(passwordResets.consume(second.token, strong, exempt), wrongLink);
  const third = await passwordResets.create(id, { by });
  at.clock.advance(24 * hourMs - 60_000);
  await passwordResets.consume(third.token, strong, exempt);
});

test('reset link: it opens no account that was promoted since, whoever made it', async () => {
  const { id, handle } = await join();
  const { token } = await passwordResets.create(id, { by: { ...by, mayChangeOperators: false } });
  await core.accounts.setRole(id, 'owner', 'test');
  await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
  assert.ok(await signIn(handle, 'old-password'));
  await core.accounts.setRole(id, 'user', 'test');
});

test('reset link: it is worth nothing once the password was changed by other means', async () => {
  const { id, handle } = await join();
  const { token } = await passwordResets.create(id, { by });
  await core.passwords.reset(id, { form: 'plain', value: 'a newer password' }, 'test');
  await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
  assert.ok(await signIn(handle, 'a newer password'));
});

test('reset link: it sets no password while the account is frozen or rejected, and lives on', async () => {
  const { id } = await join();
  const { token } = await passwordResets.create(id, { by });
  for (const status of ['frozen', 'rejected'] as const) {
    await core.accounts.setStatus(id, status, 'test');
    await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
  }
  await core.accounts.setStatus(id, 'active', 'test');
  await passwordResets.consume(token, strong, exempt);
});

/** A link to the account's mailbox, which anybody may ask for. */
async function mail(id: number, mailedTo: string) {
  await database.updateTable('accounts').set({ email: mailedTo, email_verified_at: 1 }).where('id', '=', id).execute();
  const account = await core.accounts.get(id);
  return transact(database, (tx) => passwordResets.createIn(tx, account, by, { lifetimeMs: hourMs, mailedTo }));
}

test('reset link: one that was mailed is worth nothing once the account has another e-mail', async () => {
  const { id } = await join();
  const { token } = await mail(id, 'former@example.com');
  await database.updateTable('accounts').set({ email: 'new@example.com' }).where('id', '=', id).execute();
  await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
  const { token: next } = await mail(id, 'new@example.com');
  await passwordResets.consume(next, strong, exempt);
});

test('reset link: one that is mailed ends the mailed one before it, and none that an operator handed on', async () => {
  const { id } = await join();
  const handedOn = await passwordResets.create(id, { by });
  const first = await mail(id, 'somebody@example.com');
  const second = await mail(id, 'somebody@example.com');
  await assert.rejects(passwordResets.consume(first.token, strong, exempt), wrongLink);
  await passwordResets.consume(handedOn.token, strong, exempt);
  await assert.rejects(passwordResets.consume(second.token, strong, exempt), wrongLink);
});

test('reset link: a weak password consumes nothing', async () => {
  const { id } = await join();
  const { token } = await passwordResets.create(id, { by });
  for (const weak of ['short', 'password', 'PASSWORD1']) {
    await assert.rejects(passwordResets.consume(token, weak, exempt), {
      code: 'request.invalid_fields',
      params: { fields: [{ field: 'password', label: '密码', rule: '至少 8 位，且不能是常见密码' }] },
    });
  }
  await passwordResets.consume(token, strong, exempt);
});

test('reset link: an address may try ten wrong ones in ten minutes, and right ones are not counted', async () => {
  const { id } = await join();
  const caller = { ...exempt, address: '203.0.113.77', exemptFromAddressLimits: false };
  for (let n = 0; n < 3; n += 1) {
    const { token } = await passwordResets.create(id, { by });
    await passwordResets.consume(token, `${strong}${n}`, caller);
  }
  for (let n = 0; n < 10; n += 1) {
    await assert.rejects(passwordResets.consume('x'.repeat(43), strong, caller), wrongLink);
  }
  const { token } = await passwordResets.create(id, { by });
  await assert.rejects(passwordResets.consume(token, strong, caller), { code: 'request.too_many' });
  at.clock.advance(10 * 60_000);
  await passwordResets.consume(token, strong, caller);
});

test('reset link: it goes with its account, and is nowhere to be read', async () => {
  const { id } = await join();
  const { token } = await passwordResets.create(id, { by });
  const stored = await database.selectFrom('password_resets').selectAll().where('account_id', '=', id).execute();
  const entries = await database.selectFrom('audit_log').selectAll().where('target', '=', `account:${id}`).execute();
  assert.ok(!JSON.stringify([stored, entries]).includes(token));
  assert.deepEqual(entries.map(({ actor, action, address }) => [actor, action, address]).at(-1), [
    by.actor,
    'account.reset-link-created',
    by.address,
  ]);
  await core.accounts.remove(id, 'test');
  await assert.rejects(passwordResets.consume(token, strong, exempt), wrongLink);
});
