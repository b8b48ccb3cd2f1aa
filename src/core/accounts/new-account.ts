import type { Insertable } from 'kysely';
import type { AccountOrigin, AccountRole, AccountStatus, AccountsTable } from '../../db/schema.ts';
import { randomAlphanumeric } from '../random.ts';
import { handleKeyOf, type Phone } from './identifiers.ts';

/** What a new account starts with; what is absent is empty. */
export interface NewAccount {
  origin: AccountOrigin;
  status?: AccountStatus;
  role?: AccountRole;
  staffApproved?: boolean;
  handle?: string;
  phone?: { value: Phone; proved: boolean };
  email?: { value: string; proved: boolean };
  passwordVerifier?: string;
  displayName?: string;
  realName?: string;
  avatar?: string;
  position?: string;
}

/** The row of a new account, with an `openid` of its own. */
export function toNewRow(account: NewAccount, now: number): Insertable<AccountsTable> {
  return {
    created_at: now,
    updated_at: now,
    origin: account.origin,
    status: account.status ?? 'active',
    role: account.role ?? 'user',
    staff_approved_at: account.staffApproved ? now : null,
    handle: account.handle ?? null,
    handle_key: account.handle === undefined ? null : handleKeyOf(account.handle),
    phone: account.phone?.value.e164 ?? null,
    phone_area: account.phone?.value.area ?? null,
    phone_verified_at: account.phone?.proved ? now : null,
    pending_phone: null,
    email: account.email?.value ?? null,
    email_verified_at: account.email?.proved ? now : null,
    pending_email: null,
    password_verifier: account.passwordVerifier ?? null,
    password_changed_at: account.passwordVerifier ? now : null,
    openid: randomAlphanumeric(40),
    display_name: account.displayName ?? '',
    real_name: account.realName ?? '',
    avatar: account.avatar ?? '',
    gender: 2,
    birthday: '',
    address: '',
    position: account.position ?? '',
    signature: '',
    brief: null,
  };
}
