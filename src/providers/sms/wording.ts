import type { CodePurpose, Language, SmsCode } from '../../core/ports.ts';

/** Vendors want other templates for numbers that are not of mainland China. */
export type Destination = 'mainland' | 'abroad';

/** What stands for each purpose in each language: a template's name, a sign name, a sentence. */
export type Wording = Record<Destination, Record<CodePurpose, Record<Language, string>>>;

/** All of them. */
export function listWordings(wording: Wording): string[] {
  return Object.values(wording).flatMap((ofPurposes) => Object.values(ofPurposes).flatMap(Object.values<string>));
}

/** The one for a message. */
export function wordingOf(wording: Wording, { to, purpose, language }: SmsCode): string {
  return wording[to.startsWith('+86') ? 'mainland' : 'abroad'][purpose][language];
}
