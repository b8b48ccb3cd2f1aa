import type { Accounts } from '../accounts/accounts.ts';
import type { Identifier } from '../accounts/identifiers.ts';
import type { Refusals } from '../audit/refusals.ts';
import type { Caller } from '../caller.ts';
import { DomainError, type ErrorCode } from '../errors.ts';
import { isPasswordRefusal } from '../passwords/guesses.ts';

/** Somebody at the console's sign-in. */
interface Attempt {
  identifier: Identifier | undefined;
  caller: Caller;
}

/** Runs a sign-in at the console; one that is refused for its password, or for who it is, is told in the audit log. */
export function createRefusalTrace({ accounts, refusals }: { accounts: Accounts; refusals: Refusals }) {
  return async <T>({ identifier, caller }: Attempt, signIn: () => Promise<T>): Promise<T> => {
    try {
      return await signIn();
    } catch (error) {
      if (isPasswordRefusal(error) || isRefusedOperator(error)) {
        // Of an identifier that is nobody's not a word: people type their password there.
        const account = identifier && (await accounts.findBy(identifier));
        const target = account ? `account:${account.id}` : 'console';
        const { address } = caller;
        const reason = error.code;
        await refusals.record({ action: 'console.sign-in-failed', target, contract: 'console', address, reason });
      }
      throw error;
    }
  };
}

const refusalsOfPeople: readonly ErrorCode[] = [
  'right.missing',
  'account.frozen',
  'account.rejected',
  'account.waiting',
];

/** Whether somebody knew the password, and is no operator, or none any more. */
function isRefusedOperator(error: unknown): error is DomainError {
  return error instanceof DomainError && refusalsOfPeople.includes(error.code);
}
