import { type ProfileText, profileLengths } from '../core/accounts/importing/person.ts';
import { isBirthday } from '../core/accounts/profile-changes.ts';
import type { JudgeFormer } from '../core/former-back-ends/former-back-ends.ts';
import { isOneLine } from '../core/one-line.ts';
import { formerAskingHeader } from '../core/ports.ts';

/** Reads members of an answer that nobody has validated. */
export interface FormerFields {
  /** The text or the number; empty where there is neither. */
  text(name: string): string;
  /** The object of that name; without members where there is none. */
  object(name: string): FormerFields;
  is(name: string, value: unknown): boolean;
}

/** What a former back end answered, as members that may be there. */
export function readFields(value: unknown): FormerFields {
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const read = (name: string): unknown => (Object.hasOwn(fields, name) ? fields[name] : undefined);
  return {
    text(name) {
      const found = read(name);
      return typeof found === 'string' || typeof found === 'number' ? String(found) : '';
    },
    object: (name) => readFields(read(name)),
    is: (name, expected) => read(name) === expected,
  };
}

/** What is asked of the former back end for this request; nothing for a request of another server that asks its own. */
export function unlessAsking(
  { headers }: { headers: Readonly<Record<string, unknown>> },
  judge: JudgeFormer,
): JudgeFormer | undefined {
  return headers[formerAskingHeader] === undefined ? judge : undefined;
}

/** Texts of a profile as they fit, without those that are empty or no line of text. */
export function fitProfile(texts: Partial<Record<ProfileText, string>>): Partial<Record<ProfileText, string>> {
  const told = (Object.entries(texts) as Array<[ProfileText, string]>).filter(
    ([, text]) => text !== '' && isOneLine(text),
  );
  return Object.fromEntries(told.map(([name, text]) => [name, [...text].slice(0, profileLengths[name]).join('')]));
}

/** The day that a text begins with; empty where it is none. */
export function fitBirthday(text: string): string {
  const day = text.slice(0, 10);
  return isBirthday(day) ? day : '';
}
