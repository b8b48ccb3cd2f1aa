import type { AccountView } from '../../../../src/management/accounts/schemas.ts';
import { useRights, useSession } from '../../api/session.ts';

/** Whether who is signed in may change the account: those of admins and owners are for owners, and for oneself. */
export function useMayChange(account: AccountView): boolean {
  const may = useRights();
  const { account: self } = useSession();
  if (!may('accounts:write')) return false;
  return account.role === 'user' || account.id === self.id || may('roles:write');
}
