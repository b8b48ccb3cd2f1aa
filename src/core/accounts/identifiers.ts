import { createRequire } from 'node:module';
import type { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A phone number that was understood. */
export interface Phone {
  /** With the plus sign. */
  e164: string;
  /** Country calling code, digits only. */
  area: string;
}

/** What somebody signs in with, as this contract's field was understood. */
export type Identifier =
  | { kind: 'phone'; phone: Phone }
  | { kind: 'email'; email: string }
  | { kind: 'handle'; handleKey: string };

/** The country calling code of a number that tells none (R2). */
export const defaultArea = '86';
const mainlandMobile = /^1[3-9]\d{9}$/;
const phoneLike = /^\+?[\d\s().-]{7,24}$/;
const emailShape =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;
const longestEmail = 254;

/** The phone that the text means in that area; undefined for what is no phone there. Mainland numbers are mobile ones. */
export function parsePhone(text: string, area: string = defaultArea): Phone | undefined {
  const compact = text.normalize('NFKC').replace(/[\s().-]/g, '');
  const areaDigits = area.replace(/^(\+|00)/, '');
  if (!/^\+?\d{5,17}$/.test(compact) || !/^[1-9]\d{0,3}$/.test(areaDigits)) return undefined;
  if (compact.startsWith('+') || compact.startsWith('00')) return parseInternational(compact.replace(/^(\+|00)/, ''));
  if (areaDigits === defaultArea) return mainland(compact);
  return parseInternational(areaDigits + compact);
}

/** Loaded at the first foreign number: the world's numbering plans take memory that most servers never need. */
function loadPhoneNumbers(): { parsePhoneNumberFromString: typeof parsePhoneNumberFromString } {
  return createRequire(import.meta.url)('libphonenumber-js/min');
}

function parseInternational(digits: string): Phone | undefined {
  if (digits.startsWith(defaultArea)) return mainland(digits.slice(defaultArea.length));
  const number = loadPhoneNumbers().parsePhoneNumberFromString(`+${digits}`);
  if (!number?.isValid()) return undefined;
  return { e164: number.number, area: number.countryCallingCode };
}

function mainland(national: string): Phone | undefined {
  return mainlandMobile.test(national) ? { e164: `+${defaultArea}${national}`, area: defaultArea } : undefined;
}

/** The number without its country calling code. */
export function nationalNumber(phone: Phone): string {
  return phone.e164.slice(1 + phone.area.length);
}

/** The e-mail address, case-folded; undefined for what is none. ASCII only, so that no two look alike. */
export function parseEmail(text: string): string | undefined {
  const folded = text.trim().toLowerCase();
  return folded.length <= longestEmail && emailShape.test(folded) ? folded : undefined;
}

/** What two handles share when they count as the same: NFKC and case folding (R2). */
export function handleKeyOf(handle: string): string {
  return handle.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Whether a handle would be taken for a phone or an e-mail at a sign-in: such handles are refused (R2). */
export function looksLikeOtherIdentifier(handle: string): boolean {
  const text = handle.normalize('NFKC');
  return text.includes('@') || phoneLike.test(text);
}

/** Understands any of the three; undefined for a text that has the look of a phone or an e-mail but is none. */
export function parseIdentifier(text: string, area: string = defaultArea): Identifier | undefined {
  if (text.includes('@')) {
    const email = parseEmail(text);
    return email === undefined ? undefined : { kind: 'email', email };
  }
  if (phoneLike.test(text.normalize('NFKC'))) {
    const phone = parsePhone(text, area);
    return phone && { kind: 'phone', phone };
  }
  return { kind: 'handle', handleKey: handleKeyOf(text) };
}

/** One text for one identifier, for counting tries. */
export function identifierKey(identifier: Identifier): string {
  if (identifier.kind === 'phone') return identifier.phone.e164;
  return identifier.kind === 'email' ? identifier.email : identifier.handleKey;
}

/** What tries are counted under, whether or not there is such an account. */
export function nameSubject(identifier: Identifier | undefined, typed: string): string {
  return identifier ? `${identifier.kind}:${identifierKey(identifier)}` : `none:${typed}`;
}
