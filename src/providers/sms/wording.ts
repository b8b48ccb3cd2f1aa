import type { CodePurpose, Language, SmsCode } from '../../core/ports.ts';

/** What stands for each purpose in each language: a template's name, a sign name, a sentence. */
export type Wording = Record<CodePurpose, Record<Language, string>>;

/** The one for a message. */
export function wordingOf(wording: Wording, { purpose, language }: SmsCode): string {
  return wording[purpose][language];
}
