import { DomainError } from '../core/errors.ts';
import type { ManagementContext, ManagementRequest } from './context.ts';

/** The account that people see as the sender: the operator's own; a program speaks in the name of the first owner. */
export async function findSenderId({ core }: ManagementContext, { principal }: ManagementRequest): Promise<number> {
  if (principal.kind === 'session') return principal.account.id;
  const owner = await core.accounts.findFirstOwner();
  if (!owner) throw new DomainError('account.not_found');
  return owner.id;
}
