import type { Account } from '../account.ts';
import type { AccountChanges } from '../accounts.store.ts';
import { handleKeyOf } from '../identifiers.ts';
import type { ImportedPerson, Profile, Waiting } from './person.ts';

/** What a person brings that their account has not; what it has stays. */
export function fillUp(account: Account, person: ImportedPerson, waiting: Waiting, now: number): AccountChanges {
  const { handle, verifier, staffApproved, createdAt, profile } = person;
  return {
    ...(handle !== undefined && account.handle === null && { handle, handle_key: handleKeyOf(handle) }),
    ...phoneChanges(account, person, waiting, now),
    ...emailChanges(account, person, waiting, now),
    ...(verifier !== undefined &&
      account.password_verifier === null && { password_verifier: verifier, password_changed_at: now }),
    ...(staffApproved && account.staff_approved_at === null && { staff_approved_at: now }),
    ...(createdAt !== undefined && createdAt < account.created_at && { created_at: createdAt }),
    ...missing(account, profile),
  };
}

function phoneChanges(account: Account, { phone }: ImportedPerson, waiting: Waiting, now: number): AccountChanges {
  if (!phone) return {};
  const { e164, area } = phone.value;
  const isOwn = account.phone === e164;
  if (isOwn && !phone.proved) return {};
  if (isOwn) return { phone_verified_at: account.phone_verified_at ?? now };
  if (waiting.has('phone') || account.phone_verified_at !== null) {
    return account.pending_phone === null ? { pending_phone: e164 } : {};
  }
  if (account.phone !== null && !phone.proved) return {};
  return { phone: e164, phone_area: area, phone_verified_at: phone.proved ? now : null };
}

function emailChanges(account: Account, { email }: ImportedPerson, waiting: Waiting, now: number): AccountChanges {
  if (!email) return {};
  const isOwn = account.email === email.value;
  if (isOwn && !email.proved) return {};
  if (isOwn) return { email_verified_at: account.email_verified_at ?? now };
  if (waiting.has('email') || account.email_verified_at !== null) {
    return account.pending_email === null ? { pending_email: email.value } : {};
  }
  if (account.email !== null && !email.proved) return {};
  return { email: email.value, email_verified_at: email.proved ? now : null };
}

function missing(account: Account, profile: Partial<Profile>): AccountChanges {
  const isMissing = (name: string): boolean => [null, '', 2].includes(account[name as keyof Account] as string | null);
  return Object.fromEntries(Object.entries(profile).filter(([name]) => isMissing(name)));
}
