import { createHash } from 'node:crypto';
import {
  handleKeyOf,
  looksLikeOtherIdentifier,
  parseEmail,
  parseIdentifier,
  parsePhone,
} from '../core/accounts/identifiers.ts';
import type { BroughtLicence } from '../core/accounts/importing/licence-giving.ts';
import {
  type ImportedPerson,
  type Profile,
  type ProfileText,
  profileLengths,
} from '../core/accounts/importing/person.ts';
import { isBirthday } from '../core/accounts/profile-changes.ts';
import type { Keyring } from '../core/keyring/keyring.ts';
import { isNumber as isLicenceNumber } from '../core/licences/licence-terms.ts';
import { isOneLine } from '../core/one-line.ts';
import { type FormerPassword, findFormerProblem, sealFormer } from '../core/passwords/former/former-passwords.ts';
import type { FieldName, Mapping, PasswordRule } from './mapping.ts';
import { readMoment } from './moments.ts';
import { type SourceRow, textOf } from './rows/source-row.ts';

/** A row that was understood, and what of it was left out. */
export type Understood = { person: ImportedPerson; dropped: readonly string[] } | { reasons: readonly string[] };

/** What a row is understood with. */
export interface Understanding {
  mapping: Mapping;
  keyring: Keyring;
  /** Of times that tell none. */
  timeZone: string;
}

const longestHandle = 64;
const longestId = 200;

/** What a row says of a person, in the directory's own words, or every reason why it cannot be taken. */
export function understandRow(row: SourceRow, { mapping, keyring, timeZone }: Understanding): Understood {
  if (!row.values) return { reasons: [row.problem ?? 'it cannot be read'] };
  const reasons: string[] = [];
  const unreadable: string[] = [];
  const read = createReader(row.values, mapping, unreadable);
  const { phone, email, handle } = readIdentifiers(read, unreadable);
  const formerId = read('id') || digestOf([handle, phone?.value.e164, email?.value]);
  if (formerId.length > longestId) reasons.push(`id: it is longer than ${longestId} characters`);
  const verifier = mapping.password && readVerifier(row.values, mapping.password, { keyring, reasons });
  const profile = readProfile(read, unreadable);
  const createdAt = readTime(read, 'created_at', timeZone, unreadable);
  const licence = readLicence(read, timeZone, reasons);
  const status = readChoice(read('status'), 'status', ['active', 'frozen', 'rejected', 'waiting'] as const, reasons);
  const role = readChoice(read('role'), 'role', ['user', 'admin'] as const, reasons);
  if (mapping.unreadable === 'refuse') reasons.push(...unreadable);
  if (!handle && !phone && !email) reasons.push('there is neither a handle, a phone nor an e-mail to sign in with');
  if (reasons.length > 0) return { reasons };
  const person: ImportedPerson = {
    line: row.line,
    formerId,
    profile,
    staffApproved: readApproval(read('staff_approved'), mapping, status),
    ...(handle !== undefined && { handle }),
    ...(phone && { phone }),
    ...(email && { email }),
    ...(verifier !== undefined && { verifier }),
    ...(status && { status }),
    ...(role && { role }),
    ...(createdAt !== undefined && { createdAt }),
    ...(licence && { licence }),
  };
  return { person, dropped: unreadable };
}

type Read = (field: FieldName) => string;

/** What a decoder writes for bytes that are no text in its encoding. */
const undecoded = '\ufffd';

function createReader(
  values: Readonly<Record<string, unknown>>,
  { fields, values: meanings }: Mapping,
  unreadable: string[],
): Read {
  return (field) => {
    const rule = fields[field];
    if (!rule) return '';
    const text = 'constant' in rule ? rule.constant : textOf(values, rule.column).trim();
    if (text.includes('\0') || !text.isWellFormed()) {
      unreadable.push(`${field}: ${quote(text)} holds what is no text: NUL, or half a sign`);
      return '';
    }
    if (text.includes(undecoded)) {
      unreadable.push(`${field}: ${quote(text)} is of another encoding: --encoding gbk, or whichever it is`);
      return '';
    }
    const meaning = meanings[field] ?? {};
    return Object.hasOwn(meaning, text) ? (meaning[text] ?? text) : text;
  };
}

function readIdentifiers(read: Read, unreadable: string[]) {
  const [typedPhone, typedEmail, typedHandle] = [read('phone'), read('email'), read('handle')];
  const area = read('phone_area').replace(/^(\+|00)/, '');
  const phone = typedPhone === '' ? undefined : parsePhone(typedPhone, area || undefined);
  const email = typedEmail === '' ? undefined : parseEmail(typedEmail);
  if (typedPhone !== '' && !phone) unreadable.push(`phone: ${quote(typedPhone)} is no phone number`);
  if (typedEmail !== '' && email === undefined) unreadable.push(`email: ${quote(typedEmail)} is no e-mail`);
  const handle = readHandle(typedHandle, [phone?.e164, email], unreadable);
  return {
    handle,
    phone: phone && { value: phone, proved: isTrue(read('phone_verified')) },
    email: email === undefined ? undefined : { value: email, proved: isTrue(read('email_verified')) },
  };
}

/** One that is the phone or the e-mail once more is none of its own. */
function readHandle(text: string, own: ReadonlyArray<string | undefined>, unreadable: string[]): string | undefined {
  if (text === '') return undefined;
  if (looksLikeOtherIdentifier(text)) {
    const identifier = parseIdentifier(text);
    const same =
      identifier?.kind === 'phone' ? identifier.phone.e164 : identifier?.kind === 'email' ? identifier.email : '';
    if (!own.includes(same))
      unreadable.push(`handle: ${quote(text)} looks like a phone or an e-mail, and is not the row’s own`);
    return undefined;
  }
  if (text.length > longestHandle || !isOneLine(text) || handleKeyOf(text) === '') {
    unreadable.push(`handle: ${quote(text)} is not one line of at most ${longestHandle} characters`);
    return undefined;
  }
  return text;
}

function readVerifier(
  values: Readonly<Record<string, unknown>>,
  { column, formatText, format, saltColumn, usernameColumn, key }: PasswordRule,
  { keyring, reasons }: { keyring: Keyring; reasons: string[] },
): string | undefined {
  const hash = textOf(values, column).trim();
  if (hash === '') return undefined;
  const former: FormerPassword = {
    format: formatText,
    hash,
    ...(saltColumn !== undefined && { salt: textOf(values, saltColumn) }),
    ...(usernameColumn !== undefined && { username: textOf(values, usernameColumn) }),
    ...(key !== undefined && { key }),
  };
  const problem = findFormerProblem(format, former);
  if (problem === undefined) return sealFormer(keyring, former);
  reasons.push(`password: ${problem}`);
  return undefined;
}

function readProfile(read: Read, unreadable: string[]): Partial<Profile> {
  const profile: Partial<Profile> = {};
  for (const [field, longest] of Object.entries(profileLengths) as Array<[ProfileText, number]>) {
    const text = read(field);
    if (text === '') continue;
    const isLong = [...text].length > longest;
    if (isLong || (field !== 'brief' && !isOneLine(text)) || text.includes('\0')) {
      unreadable.push(
        `${field}: it is not ${field === 'brief' ? 'a text' : 'one line'} of at most ${longest} characters`,
      );
    } else profile[field] = text;
  }
  const birthday = read('birthday').slice(0, 10).replaceAll('/', '-');
  if (birthday !== '' && birthday !== '0000-00-00') {
    if (isBirthday(birthday)) profile.birthday = birthday;
    else unreadable.push(`birthday: ${quote(birthday)} is no day`);
  }
  const gender = readGender(read('gender'), unreadable);
  if (gender !== undefined) profile.gender = gender;
  return profile;
}

const genders = new Map([
  ...['female', 'f', '女'].map((word) => [word, 0] as const),
  ...['male', 'm', '男'].map((word) => [word, 1] as const),
  ...['', 'unknown', '未知', '保密'].map((word) => [word, undefined] as const),
]);

/** Numbers mean another one in every back end. */
function readGender(text: string, unreadable: string[]): number | undefined {
  const word = text.toLowerCase();
  if (!genders.has(word))
    unreadable.push(`gender: ${quote(text)} means nothing: say it in [values.gender], as female, male or unknown`);
  return genders.get(word);
}

/** One that ended stays one: its owner is told so. */
function readLicence(read: Read, timeZone: string, reasons: string[]): BroughtLicence | undefined {
  const number = read('licence_number');
  if (number === '') return undefined;
  if (!isLicenceNumber(number))
    reasons.push(`licence_number: ${quote(number)} is not one line of at most 100 characters`);
  const effectAt = readTime(read, 'licence_effect_at', timeZone, reasons) ?? null;
  const expiresAt = readTime(read, 'licence_expires_at', timeZone, reasons) ?? null;
  if (effectAt !== null && expiresAt !== null && expiresAt <= effectAt)
    reasons.push('licence: it ends before it begins');
  return { number, effectAt, expiresAt };
}

function readTime(read: Read, field: FieldName, timeZone: string, unreadable: string[]): number | undefined {
  const text = read(field);
  // What MySQL writes for none.
  if (text === '' || text === '0' || text.startsWith('0000-00-00')) return undefined;
  const moment = readMoment(text, timeZone);
  if (moment === undefined) unreadable.push(`${field}: ${quote(text)} is no time`);
  return moment;
}

function readChoice<Value extends string>(
  text: string,
  field: FieldName,
  choices: readonly Value[],
  reasons: string[],
): Value | undefined {
  if (text === '') return undefined;
  const choice = choices.find((each) => each === text);
  if (!choice)
    reasons.push(
      `${field}: ${quote(text)} means nothing: say it in [values.${field}], as one of ${choices.join(', ')}`,
    );
  return choice;
}

/** Who could sign in at the former staff directory was let in there (S4). */
function readApproval(text: string, { door }: Mapping, status: string | undefined): boolean {
  if (text !== '') return isTrue(text);
  return door === 'staff' && (status === undefined || status === 'active' || status === 'frozen');
}

const falsehoods = new Set(['', '0', 'false', 'f', 'no', 'n', 'null', 'none', '否']);
const isTrue = (text: string): boolean => !falsehoods.has(text.toLowerCase()) && !text.startsWith('0000-00-00');

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** What stands for an id where the back end has none: the same row has the same one in the next run. */
function digestOf(identifiers: ReadonlyArray<string | undefined>): string {
  return createHash('sha256').update(JSON.stringify(identifiers)).digest('base64url').slice(0, 24);
}
