import { type Database, transact } from '../../db/database.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { requireChangeable } from '../accounts/protection.ts';
import type { Audit, AuditEntry } from '../audit/audit.ts';
import type { Caller } from '../caller.ts';
import type { Operator } from '../operator.ts';
import type { PasswordConfirmation } from './confirmation.ts';
import type { PasswordGuesses } from './guesses.ts';
import type { PasswordHasher, PasswordInput } from './hasher.ts';
import { requireStrongPassword } from './policy.ts';

/** What can be done about a password besides signing in with it, whatever the account's door or status. */
export interface Passwords {
  /** Forgets all wrong tries, on every device: waits and the lock end (R13). Throws `account.not_found`, `account.protected`. */
  unlock(accountId: number, by: Operator): Promise<void>;
  /** Sets a new password, ends every session (R9) and unlocks. Throws `account.not_found`, `password.overloaded`. */
  reset(accountId: number, password: PasswordInput, actor: string): Promise<void>;
  /**
   * The same by somebody who knows the current one. Throws `password.wrong`, `password.too_many_tries`, `password.locked`,
   * `password.overloaded`, and `request.invalid_fields` for a weak new one.
   */
  changeOwn(accountId: number, change: { current: string; next: string }, caller: Caller): Promise<void>;
}

/** Passwords as operators and their owners change them. */
export function createPasswords(deps: {
  db: Database;
  accounts: Accounts;
  guesses: PasswordGuesses;
  hasher: PasswordHasher;
  confirmation: PasswordConfirmation;
  audit: Audit;
}): Passwords {
  const { db, accounts, guesses, hasher, confirmation, audit } = deps;

  /** In place of the password behind `current`, or of whatever stands there. */
  async function set(accountId: number, password: PasswordInput, entry: AuditEntry, current?: string): Promise<void> {
    const verifier = await hasher.createVerifier(password);
    await transact(db, async (tx) => {
      if (current === undefined) await accounts.setPassword(tx, accountId, verifier);
      else await accounts.exchangePassword(tx, accountId, current, verifier);
      await guesses.clear(tx, accountId);
      await audit.record(tx, entry);
    });
  }

  return {
    unlock: (accountId, by) =>
      transact(db, async (tx) => {
        requireChangeable(await accounts.get(accountId, tx), { by });
        await guesses.clear(tx, accountId);
        await audit.record(tx, { ...by, action: 'account.unlocked', target: `account:${accountId}` });
      }),

    reset: (accountId, password, actor) =>
      set(accountId, password, { actor, action: 'account.password-reset', target: `account:${accountId}` }),

    async changeOwn(accountId, { current, next }, caller) {
      const password: PasswordInput = { form: 'plain', value: next };
      await requireStrongPassword('newPassword', password);
      const confirmed = await confirmation.require(accountId, { form: 'plain', value: current }, caller);
      const target = `account:${accountId}`;
      const entry: AuditEntry = { actor: target, address: caller.address, action: 'account.password-chosen', target };
      await set(accountId, password, entry, confirmed);
    },
  };
}
