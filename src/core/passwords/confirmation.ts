import { type Database, transact } from '../../db/database.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { Refusal, Refusals } from '../audit/refusals.ts';
import type { Caller } from '../caller.ts';
import { DomainError } from '../errors.ts';
import { isPasswordRefusal, type PasswordGuesses } from './guesses.ts';
import type { PasswordHasher, PasswordInput } from './hasher.ts';

/** Asks who is signed in already for the password again, before something that must not happen by somebody else's hand. */
export interface PasswordConfirmation {
  /**
   * Judges the password under the same counts as a sign-in (R13); answers the verifier that it was judged by. Throws
   * `password.wrong`, `password.too_many_tries`, `password.locked`, `password.overloaded`; a refusal is in the audit log
   * as what it kept from happening.
   */
  require(accountId: number, password: PasswordInput, caller: Caller, refused?: Refused): Promise<string>;
}

/** What the password was asked for, where it is more than to know who is there. */
export type Refused = Pick<Refusal, 'action' | 'target'>;

/** A second look at the password of an open session. */
export function createPasswordConfirmation(deps: {
  db: Database;
  accounts: Accounts;
  guesses: PasswordGuesses;
  hasher: PasswordHasher;
  refusals: Refusals;
}): PasswordConfirmation {
  const { db, accounts, guesses, hasher, refusals } = deps;

  async function judge(accountId: number, password: PasswordInput, caller: Caller): Promise<string> {
    const { password_verifier: verifier } = await accounts.get(accountId);
    const confirmed = await guesses.attempt({ accountId }, caller, {
      judge: () => hasher.matches(password, verifier),
      succeed: (settle) =>
        transact(db, async (tx) => {
          // Read again: a new password may have come while the hash was computed.
          const account = await accounts.find(accountId, tx);
          await settle(tx);
          await guesses.rememberDevice(tx, accountId, caller);
          return account?.password_verifier === verifier;
        }),
    });
    if (!confirmed || verifier === null) throw new DomainError('password.wrong');
    return verifier;
  }

  return {
    async require(accountId, password, caller, refused) {
      try {
        return await judge(accountId, password, caller);
      } catch (error) {
        if (isPasswordRefusal(error)) {
          const actor = `account:${accountId}`;
          const { action, target } = refused ?? { action: 'account.password-refused', target: actor };
          const { address } = caller;
          await refusals.record({ actor, action, target, contract: 'console', address, reason: error.code });
        }
        throw error;
      }
    },
  };
}
