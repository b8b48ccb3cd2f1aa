import type { Account } from './account.ts';
import type { AccountChanges } from './accounts.store.ts';
import { handleKeyOf, type Phone } from './identifiers.ts';

/** What may be changed of a profile; what is absent stays, and an identifier that is null goes. */
export interface ProfileChanges {
  displayName?: string;
  avatar?: string;
  gender?: number;
  birthday?: string;
  address?: string;
  signature?: string;
  handle?: string | null;
  realName?: string;
  position?: string;
  /** A new phone or e-mail is unproved; over a proved one it waits for its own proof (R2a). */
  phone?: Phone | null;
  email?: string | null;
}

/** What the changes mean for the account's row. */
export function toChangedColumns(account: Account, changes: ProfileChanges): AccountChanges {
  return {
    ...(changes.displayName !== undefined && { display_name: changes.displayName }),
    ...(changes.avatar !== undefined && { avatar: changes.avatar }),
    ...(changes.gender !== undefined && { gender: changes.gender }),
    ...(changes.birthday !== undefined && { birthday: changes.birthday }),
    ...(changes.address !== undefined && { address: changes.address }),
    ...(changes.signature !== undefined && { signature: changes.signature }),
    ...(changes.realName !== undefined && { real_name: changes.realName }),
    ...(changes.position !== undefined && { position: changes.position }),
    ...(changes.handle !== undefined && handleChanges(changes.handle)),
    ...(changes.phone !== undefined && phoneChanges(account, changes.phone)),
    ...(changes.email !== undefined && emailChanges(account, changes.email)),
  };
}

function handleChanges(handle: string | null): AccountChanges {
  return { handle, handle_key: handle === null ? null : handleKeyOf(handle) };
}

/** A typed-in phone replaces an unproved one; over a proved one it waits for its own proof (R2a). */
function phoneChanges(account: Account, phone: Phone | null): AccountChanges {
  if (phone === null) return { phone: null, phone_area: null, phone_verified_at: null, pending_phone: null };
  if (account.phone === phone.e164) return { pending_phone: null };
  if (account.phone && account.phone_verified_at !== null) return { pending_phone: phone.e164 };
  return { phone: phone.e164, phone_area: phone.area, phone_verified_at: null, pending_phone: null };
}

/** The same for an e-mail. */
function emailChanges(account: Account, email: string | null): AccountChanges {
  if (email === null) return { email: null, email_verified_at: null, pending_email: null };
  if (account.email === email) return { pending_email: null };
  if (account.email && account.email_verified_at !== null) return { pending_email: email };
  return { email, email_verified_at: null, pending_email: null };
}

/** Empty, or a day that the calendar has. */
export function isBirthday(value: string): boolean {
  if (value === '') return true;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}
