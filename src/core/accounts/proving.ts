import type { Tx } from '../../db/database.ts';
import { DomainError } from '../errors.ts';
import type { Account } from './account.ts';
import { findHolderId, releaseUnprovedEmail, releaseUnprovedPhone, updateAccount } from './accounts.store.ts';
import { handleKeyOf, type Identifier, type Phone, parsePhone } from './identifiers.ts';

/** Identifiers that an account wants for itself. */
interface Wanted {
  handle?: string | null | undefined;
  phone?: Phone | null | undefined;
  email?: string | null | undefined;
}

/** Throws `identifier.taken` (with `identifier`) where an account other than `exceptId` has one of them. */
export async function refuseTaken(tx: Tx, wanted: Wanted, exceptId?: number): Promise<void> {
  const identifiers: Identifier[] = [];
  if (typeof wanted.handle === 'string') identifiers.push({ kind: 'handle', handleKey: handleKeyOf(wanted.handle) });
  if (wanted.phone) identifiers.push({ kind: 'phone', phone: wanted.phone });
  if (typeof wanted.email === 'string') identifiers.push({ kind: 'email', email: wanted.email });
  for (const identifier of identifiers) {
    const holderId = await findHolderId(tx, identifier);
    if (holderId !== undefined && holderId !== exceptId)
      throw new DomainError('identifier.taken', { identifier: identifier.kind });
  }
}

/**
 * Takes what a new account has proved from whoever holds it unproved (R2a). Throws `identifier.taken` (with `identifier`)
 * where another account keeps one of the three.
 */
export async function claimIdentifiers(
  tx: Tx,
  account: {
    handle?: string;
    phone?: { value: Phone; proved: boolean };
    email?: { value: string; proved: boolean };
  },
  now: number,
): Promise<void> {
  const { handle, phone, email } = account;
  if (phone?.proved) await releaseUnprovedPhone(tx, phone.value.e164, null, now);
  if (email?.proved) await releaseUnprovedEmail(tx, email.value, null, now);
  await refuseTaken(tx, { handle, phone: phone?.value, email: email?.value });
}

/**
 * Notes that the account's e-mail, or the one that waits to replace it, is proved, and takes it from whoever holds it
 * unproved (R2a). False where the account has it no more. Throws `identifier.taken`.
 */
export async function proveEmail(tx: Tx, account: Account, email: string, now: number): Promise<boolean> {
  if (account.email !== email && account.pending_email !== email) return false;
  await releaseUnprovedEmail(tx, email, account.id, now);
  await refuseTaken(tx, { email }, account.id);
  await updateAccount(tx, account.id, { email, email_verified_at: now, pending_email: null }, now);
  return true;
}

/**
 * The staff door's audit proves the phone and the e-mail that an account has, wherever it was made, and those that wait
 * for a proof, and takes them from whoever holds them unproved (R2a). Throws `identifier.taken`.
 */
export async function proveByAudit(tx: Tx, account: Account, now: number): Promise<void> {
  if (account.phone) await releaseUnprovedPhone(tx, account.phone, account.id, now);
  if (account.email) await releaseUnprovedEmail(tx, account.email, account.id, now);
  const proved = {
    phone_verified_at: account.phone ? (account.phone_verified_at ?? now) : null,
    email_verified_at: account.email ? (account.email_verified_at ?? now) : null,
  };
  await updateAccount(tx, account.id, proved, now);
  if (account.pending_phone) await provePendingPhone(tx, account.id, account.pending_phone, now);
  if (account.pending_email) await proveEmail(tx, account, account.pending_email, now);
}

async function provePendingPhone(tx: Tx, id: number, pendingPhone: string, now: number): Promise<void> {
  const phone = parsePhone(pendingPhone);
  if (!phone) return;
  await releaseUnprovedPhone(tx, phone.e164, id, now);
  await refuseTaken(tx, { phone }, id);
  const proved = { phone: phone.e164, phone_area: phone.area, phone_verified_at: now, pending_phone: null };
  await updateAccount(tx, id, proved, now);
}
