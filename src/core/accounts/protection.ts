import { DomainError } from '../errors.ts';
import type { Operator } from '../operator.ts';
import { requireVersion } from '../versions.ts';
import type { Account } from './account.ts';

/** Who makes a change, and of which version; without a version, of whatever stands there. */
export interface OperatorChange {
  by: Operator;
  version?: number | undefined;
}

/**
 * Judged inside the transaction of the change. Throws `account.protected` where an admin's or owner's account is neither
 * the operator's own nor theirs to change, `request.version_changed` where the account is another by now.
 */
export function requireChangeable(account: Account, { by, version }: OperatorChange): void {
  if (account.role !== 'user' && !isOwn(account, by) && !by.mayChangeOperators)
    throw new DomainError('account.protected');
  requireVersion(account, version);
}

/**
 * The same where somebody is to choose a new password by a link. Throws `password.own` for the operator's own account: else
 * an open screen would be as good as the password.
 */
export function requireResettable(account: Account, change: OperatorChange): void {
  if (isOwn(account, change.by)) throw new DomainError('password.own');
  requireChangeable(account, change);
}

const isOwn = ({ id }: Account, { actor }: Operator): boolean => actor === `account:${id}`;
