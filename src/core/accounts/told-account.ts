import type { ToldAccount } from '../webhooks/events.ts';
import type { Account } from './account.ts';
import { findName } from './account-name.ts';

/** An account as other systems are told of it. */
export function tellAccount(account: Account): ToldAccount {
  const { id, handle, origin, role, status } = account;
  return { id, name: findName(account) ?? null, handle, origin, role, status };
}
