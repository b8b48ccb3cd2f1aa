import { type Database, transact } from '../../db/database.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { requireChangeable } from '../accounts/protection.ts';
import type { Audit } from '../audit/audit.ts';
import type { Operator } from '../operator.ts';
import type { PasswordGuesses } from './guesses.ts';
import type { PasswordHasher, PasswordInput } from './hasher.ts';

/** What an operator can do about somebody's password, whatever the account's door or status. */
export interface Passwords {
  /** Forgets all wrong tries, on every device: waits and the lock end (R13). Throws `account.not_found`, `account.protected`. */
  unlock(accountId: number, by: Operator): Promise<void>;
  /** Sets a new password, ends every session (R9) and unlocks. Throws `account.not_found`, `password.overloaded`. */
  reset(accountId: number, password: PasswordInput, actor: string): Promise<void>;
}

/** Passwords as an operator changes them. */
export function createPasswords(deps: {
  db: Database;
  accounts: Accounts;
  guesses: PasswordGuesses;
  hasher: PasswordHasher;
  audit: Audit;
}): Passwords {
  const { db, accounts, guesses, hasher, audit } = deps;

  return {
    unlock: (accountId, by) =>
      transact(db, async (tx) => {
        requireChangeable(await accounts.get(accountId, tx), { by });
        await guesses.clear(tx, accountId);
        await audit.record(tx, { ...by, action: 'account.unlocked', target: `account:${accountId}` });
      }),

    async reset(accountId, password, actor) {
      const verifier = await hasher.createVerifier(password);
      await transact(db, async (tx) => {
        await accounts.setPassword(tx, accountId, verifier);
        await guesses.clear(tx, accountId);
        await audit.record(tx, { actor, action: 'account.password-reset', target: `account:${accountId}` });
      });
    },
  };
}
