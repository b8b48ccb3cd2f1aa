import type { CodePurpose, Language } from '../core/ports.ts';
import type { Wording } from '../providers/sms/wording.ts';
import type { EnvironmentReader } from './environment.ts';

const purposes = { 'sign-in': 'SIGN_IN', register: 'REGISTER' } as const;
const languages = { zh: 'ZH', en: 'EN' } as const;

/**
 * Reads what may differ by purpose and language, the most specific first: `<name>_SIGN_IN_EN`, `<name>_SIGN_IN`,
 * `<name>_EN`, `<name>`. Where one is missed with all of these, `what` says what it is.
 */
export function readWording(read: EnvironmentReader, problems: string[], name: string, what: string): Wording {
  const missing: string[] = [];
  const find = (purpose: CodePurpose, language: Language): string => {
    const [p, l] = [purposes[purpose], languages[language]];
    // Each is read, so that none of them is called unknown.
    const values = [`${name}_${p}_${l}`, `${name}_${p}`, `${name}_${l}`, name].map((each) => read.text(each));
    const value = values.find((each) => each !== undefined);
    if (value === undefined) missing.push(`${purpose} in ${language}`);
    return value ?? '';
  };
  const wording: Wording = {
    'sign-in': { zh: find('sign-in', 'zh'), en: find('sign-in', 'en') },
    register: { zh: find('register', 'zh'), en: find('register', 'en') },
  };
  if (missing.length > 0) {
    const whole = missing.length === 4 ? '' : ` for ${missing.join(', ')}`;
    problems.push(`${name} is missing${whole}: ${what}`);
  }
  return wording;
}
