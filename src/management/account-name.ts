import type { Account } from '../core/accounts/account.ts';

/** What an account is called among operators: its name, or whatever else it is known by. */
export function nameOf(account: Account): string {
  const { id, display_name, real_name, handle, phone, email } = account;
  return display_name || real_name || handle || phone || email || `#${id}`;
}
