import type { AccountOrigin, AccountRole, AccountStatus } from '../../../db/schema.ts';
import type { Phone } from '../identifiers.ts';
import type { NewRow } from '../many-accounts.ts';
import { toNewRow } from '../new-account.ts';
import type { BroughtLicence } from './licence-giving.ts';

/** An account of a former back end, understood. */
export interface ImportedPerson {
  /** Where it stands in what was read, for people. */
  line: number;
  /** What the back end called the account. */
  formerId: string;
  handle?: string;
  phone?: { value: Phone; proved: boolean };
  email?: { value: string; proved: boolean };
  /** What its password is judged by: a former verifier, sealed. */
  verifier?: string;
  status?: AccountStatus;
  role?: Exclude<AccountRole, 'owner'>;
  staffApproved?: boolean;
  /** Epoch milliseconds. */
  createdAt?: number;
  licence?: BroughtLicence;
  profile: Partial<Profile>;
}

/** What a person told of themselves. */
export type Profile = Pick<
  NewRow,
  'display_name' | 'real_name' | 'avatar' | 'birthday' | 'address' | 'position' | 'signature'
> & { gender: number; brief: string };

/** How many characters a text of a profile may have. */
export const profileLengths = {
  display_name: 64,
  real_name: 64,
  avatar: 1024,
  address: 255,
  position: 64,
  signature: 255,
  brief: 2000,
} as const;
/** One of them. */
export type ProfileText = keyof typeof profileLengths;

/** Identifiers that somebody else has: they are noted on the account and sign nobody in until they are proved (R2a). */
export type Waiting = ReadonlySet<'phone' | 'email'>;

/** The row of a new account for this person. */
export function toImportedRow(person: ImportedPerson, origin: AccountOrigin, waiting: Waiting, now: number): NewRow {
  const { handle, phone, email, verifier, status, role, staffApproved, createdAt, profile } = person;
  const row = toNewRow(
    {
      origin,
      ...(status && { status }),
      ...(role && { role }),
      ...(staffApproved !== undefined && { staffApproved }),
      ...(handle !== undefined && { handle }),
      ...(phone && !waiting.has('phone') && { phone }),
      ...(email && !waiting.has('email') && { email }),
      ...(verifier !== undefined && { passwordVerifier: verifier }),
    },
    now,
  );
  return {
    ...row,
    created_at: createdAt ?? now,
    ...(phone && waiting.has('phone') && { pending_phone: phone.value.e164 }),
    ...(email && waiting.has('email') && { pending_email: email.value }),
    ...profile,
  };
}

/** One text for each identifier, so that they can be compared and looked up together. */
export function identifierTexts({ handleKey, phone, email }: { handleKey?: string; phone?: string; email?: string }) {
  return [
    ...(handleKey === undefined ? [] : [`handle:${handleKey}`]),
    ...(phone === undefined ? [] : [`phone:${phone}`]),
    ...(email === undefined ? [] : [`email:${email}`]),
  ];
}
