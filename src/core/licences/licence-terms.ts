import { randomInt } from 'node:crypto';
import { type FieldError, invalidFields } from '../errors.ts';
import type { Licence } from './licences.store.ts';

/** What an operator says of licences, and may say anew later. Times in epoch milliseconds; null is unlimited. */
export interface LicenceTerms {
  /** From when it counts; null: from when it is bound. */
  effectAt?: number | null;
  expiresAt?: number | null;
  note?: string;
}

/** Where a licence ends: at a time, never (null), or so many days after it would have, from now on where that is past. */
export type Extension = { expiresAt: number | null } | { days: number };

/** How many licences are made at once. */
export const mostLicencesAtOnce = 1000;
const dayMs = 86_400_000;
const longestNumber = 100;
const longestNote = 500;
// Without 0 and O, 1 and I, which people confuse when they read a number to each other.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** `XXXX-XXXX-XXXX-XXXX`, unguessable. */
export function randomLicenceNumber(): string {
  const group = (): string => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('');
  return Array.from({ length: 4 }, group).join('-');
}

/** Throws `request.invalid_fields` where there are none or too many, or with each that cannot be one. */
export function checkNumbers(numbers: readonly string[]): void {
  const problems: FieldError[] = [];
  if (numbers.length < 1 || numbers.length > mostLicencesAtOnce) {
    problems.push({ field: 'numbers', label: '许可证号', rule: `一次 1~${mostLicencesAtOnce} 个` });
  }
  const seen = new Set<string>();
  for (const [index, number] of numbers.entries()) {
    const field = `numbers/${index}`;
    if (!isNumber(number)) problems.push({ field, label: '许可证号', rule: `一行，1~${longestNumber} 个字符` });
    else if (seen.has(number)) problems.push({ field, label: '许可证号', rule: '重复' });
    seen.add(number);
  }
  if (problems.length > 0) throw invalidFields(...problems);
}

/** Whether a text can be a licence's number. */
export function isNumber(text: string): boolean {
  return text !== '' && text === text.trim() && text.length <= longestNumber && !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
}

/** Throws `request.invalid_fields` where a licence would end before it begins, or its note is too long. */
export function checkTerms({ effectAt, expiresAt, note }: LicenceTerms): void {
  const problems: FieldError[] = [];
  if (typeof effectAt === 'number' && typeof expiresAt === 'number' && expiresAt <= effectAt) {
    problems.push({ field: 'expiresAt', label: '到期时间', rule: '必须晚于生效时间' });
  }
  if (note !== undefined && note.length > longestNote) {
    problems.push({ field: 'note', label: '备注', rule: `最多 ${longestNote} 个字符` });
  }
  if (problems.length > 0) throw invalidFields(...problems);
}

/** When an extended licence ends. Throws `request.invalid_fields` for days after never. */
export function endOf(licence: Licence, to: Extension, now: number): number | null {
  if ('expiresAt' in to) return to.expiresAt;
  if (licence.expires_at === null) {
    throw invalidFields({ field: 'days', label: '延长天数', rule: '许可证永久有效，无需延期' });
  }
  return Math.max(licence.expires_at, now) + to.days * dayMs;
}

/** The terms that are told, as they are stored. */
export function toColumns({ effectAt, expiresAt, note }: LicenceTerms) {
  return {
    ...(effectAt !== undefined && { effect_at: effectAt }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(note !== undefined && { note }),
  };
}

/** A licence as it begins: nobody's. */
export function toRow(number: string, terms: LicenceTerms, now: number) {
  const unbound = { account_id: null, effect_at: null, expires_at: null, revoked_at: null };
  return { number, ...unbound, ...toColumns(terms), created_at: now, updated_at: now };
}
