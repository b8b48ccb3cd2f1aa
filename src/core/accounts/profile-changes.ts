import type { Account } from './account.ts';
import type { AccountChanges } from './accounts.store.ts';
import { handleKeyOf, type Phone } from './identifiers.ts';

/** What a person may change of the own profile; what is absent stays. */
export interface ProfileChanges {
  displayName?: string;
  avatar?: string;
  gender?: number;
  birthday?: string;
  address?: string;
  handle?: string;
  realName?: string;
  position?: string;
  /** A new phone or e-mail is unproved; over a proved one it waits for its own proof (R2a). */
  phone?: Phone;
  email?: string;
}

/** What the changes mean for the account's row. */
export function toChangedColumns(account: Account, changes: ProfileChanges): AccountChanges {
  return {
    ...(changes.displayName !== undefined && { display_name: changes.displayName }),
    ...(changes.avatar !== undefined && { avatar: changes.avatar }),
    ...(changes.gender !== undefined && { gender: changes.gender }),
    ...(changes.birthday !== undefined && { birthday: changes.birthday }),
    ...(changes.address !== undefined && { address: changes.address }),
    ...(changes.realName !== undefined && { real_name: changes.realName }),
    ...(changes.position !== undefined && { position: changes.position }),
    ...(changes.handle !== undefined && { handle: changes.handle, handle_key: handleKeyOf(changes.handle) }),
    ...(changes.phone && phoneChanges(account, changes.phone)),
    ...(changes.email !== undefined && emailChanges(account, changes.email)),
  };
}

/** A typed-in phone replaces an unproved one; over a proved one it waits for its own proof (R2a). */
function phoneChanges(account: Account, phone: Phone): AccountChanges {
  if (account.phone === phone.e164) return { pending_phone: null };
  if (account.phone && account.phone_verified_at !== null) return { pending_phone: phone.e164 };
  return { phone: phone.e164, phone_area: phone.area, phone_verified_at: null, pending_phone: null };
}

/** The same for an e-mail. */
function emailChanges(account: Account, email: string): AccountChanges {
  if (account.email === email) return { pending_email: null };
  if (account.email && account.email_verified_at !== null) return { pending_email: email };
  return { email, email_verified_at: null, pending_email: null };
}
