import type { CodePurpose, Language } from '../core/ports.ts';
import type { Destination, Wording } from '../providers/sms/wording.ts';
import type { EnvironmentReader } from './environment.ts';

const purposes = { 'sign-in': 'SIGN_IN', register: 'REGISTER' } as const;
const languages = { zh: 'ZH', en: 'EN' } as const;

/**
 * Reads what may differ by destination, purpose and language, the most specific first: `<name>_SIGN_IN_EN`,
 * `<name>_SIGN_IN`, `<name>_EN`, `<name>`; for numbers that are not of the mainland the same with `<name>_ABROAD` before
 * these. Where one is missed with all of them, `what` says what it is.
 */
export function readWording(read: EnvironmentReader, problems: string[], name: string, what: string): Wording {
  const missing: string[] = [];

  function find(destination: Destination, purpose: CodePurpose, language: Language): string {
    const [p, l] = [purposes[purpose], languages[language]];
    const beginnings = destination === 'abroad' ? [`${name}_ABROAD`, name] : [name];
    const names = beginnings.flatMap((each) => [`${each}_${p}_${l}`, `${each}_${p}`, `${each}_${l}`, each]);
    // Each is read, so that none of them is called unknown.
    const value = names.map((each) => read.text(each)).find((each) => each !== undefined);
    if (value === undefined && destination === 'mainland') missing.push(`${purpose} in ${language}`);
    return value ?? '';
  }

  const inLanguages = (destination: Destination, purpose: CodePurpose) => ({
    zh: find(destination, purpose, 'zh'),
    en: find(destination, purpose, 'en'),
  });
  const forPurposes = (destination: Destination) => ({
    'sign-in': inLanguages(destination, 'sign-in'),
    register: inLanguages(destination, 'register'),
  });
  const wording: Wording = { mainland: forPurposes('mainland'), abroad: forPurposes('abroad') };
  if (missing.length > 0) {
    const whole = missing.length === 4 ? '' : ` for ${missing.join(', ')}`;
    problems.push(`${name} is missing${whole}: ${what}`);
  }
  return wording;
}
