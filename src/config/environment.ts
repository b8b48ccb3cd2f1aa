import { isIP } from 'node:net';
import { readTextFile } from './text-file.ts';

/** Settings by the names of environment variables. */
export type Environment = Record<string, string | undefined>;

/** One setting that somebody chose: what it says, secrets masked, and where that was said. */
export interface Reading {
  variable: string;
  shown: string;
  source: string;
}

/** Reads settings, each in its own shape; absent and blank ones are the same. */
export type EnvironmentReader = ReturnType<typeof createEnvironmentReader>;

const masked = '********';

/**
 * Reads single settings; what is wrong with one is added to `problems`, in words, and its fallback stands in for it.
 * `sources` says where those were said that do not come from the environment itself.
 */
export function createEnvironmentReader(
  environment: Environment,
  problems: string[],
  sources: ReadonlyMap<string, string> = new Map(),
) {
  const known = new Set<string>();
  const secrets = new Set<string>();
  const urlsWithSecrets = new Set<string>();
  const secretTexts = new Set<string>();

  function text(name: string): string | undefined {
    known.add(name);
    return environment[name]?.trim() || undefined;
  }

  function secret(name: string): string | undefined {
    secrets.add(name);
    const value = readSecret(name);
    if (value !== undefined) secretTexts.add(value);
    return value;
  }

  function readSecret(name: string): string | undefined {
    const file = text(`${name}_FILE`);
    if (file === undefined) return text(name);
    if (text(name) !== undefined) problems.push(`${name} and ${name}_FILE are both set: leave one out`);
    try {
      const content = readTextFile(file).trim();
      if (content === '') problems.push(`${name}_FILE names an empty file: ${file}`);
      return content || undefined;
    } catch (error) {
      problems.push(`${name}_FILE cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  function list(name: string): string[] {
    const value = text(name) ?? '';
    return value.split(/[\s,]+/).filter(Boolean);
  }

  function oneOf<const Choice extends string>(name: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = text(name);
    if (value === undefined) return fallback;
    if (choices.includes(value as Choice)) return value as Choice;
    problems.push(`${name} must be one of ${choices.join(', ')}, not "${value}"`);
    return fallback;
  }

  function show(name: string, value: string): string {
    if (secrets.has(name)) return masked;
    return urlsWithSecrets.has(name) ? value.replace(/(:\/\/[^:@]*:).*@/, `$1${masked}@`) : value;
  }

  return {
    text,
    secret,
    list,
    oneOf,
    /** The same where it must be there: its absence is a problem, and the empty text stands in for it. */
    required(name: string, what: string): string {
      const value = text(name);
      if (value === undefined) problems.push(`${name} is missing: ${what}`);
      return value ?? '';
    },
    requiredSecret(name: string, what: string): string {
      const before = problems.length;
      const value = secret(name);
      if (value === undefined && problems.length === before) {
        problems.push(`${name} (or ${name}_FILE) is missing: ${what}`);
      }
      return value ?? '';
    },
    /** An address that may carry a password, which alone is masked. */
    secretUrl(name: string): string | undefined {
      urlsWithSecrets.add(name);
      const value = text(name);
      const password = URL.canParse(value ?? '') ? new URL(value ?? '').password : '';
      if (password !== '') secretTexts.add(password).add(decoded(password));
      return value;
    },
    flag(name: string, fallback: boolean): boolean {
      return { true: true, '1': true, false: false, '0': false }[
        oneOf(name, ['true', 'false', '1', '0'], fallback ? 'true' : 'false')
      ];
    },
    integer(name: string, { minimum, maximum, fallback }: { minimum: number; maximum: number; fallback: number }) {
      const value = text(name);
      if (value === undefined) return fallback;
      const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
      if (number >= minimum && number <= maximum) return number;
      problems.push(`${name} must be a whole number from ${minimum} to ${maximum}, not "${value}"`);
      return fallback;
    },
    /** An http or https address without credentials, as it was written. */
    url(name: string, fallback: string): string {
      const value = text(name);
      if (value === undefined) return fallback;
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
      if (url && isWeb && url.username === '' && url.password === '') return value;
      problems.push(`${name} must be an http or https address without credentials in it`);
      return fallback;
    },
    /** What somebody chose, in the order of the names; to be asked when everything has been read. */
    readings: (): Reading[] =>
      [...known]
        .filter((name) => environment[name] !== undefined && environment[name] !== '')
        .sort()
        .map((name) => ({
          variable: name,
          shown: show(name, String(environment[name]).trim()),
          source: sources.get(name) ?? 'environment',
        })),
    /** What secrets say; to be asked when everything has been read. */
    secretTexts: (): string[] => [...secretTexts],
    /** To be asked when everything has been read: whoever misspells a setting should hear that it is not heeded. */
    findUnknown: (): string[] =>
      Object.keys(environment)
        // `verify` asks other servers, and reads what it is given itself.
        .filter((name) => /^PORTICO_(?!VERIFY_)/.test(name) && environment[name] && !known.has(name))
        .map((name) => `${name}${placeOf(sources.get(name))} is no setting of Portico and is not heeded`),
    /** Whether it is there, and says nothing at all. */
    isEmpty: (name: string): boolean => environment[name] === '',
    networks(name: string): string[] {
      const entries = list(name);
      for (const entry of entries.filter((text) => !isNetwork(text))) {
        problems.push(`${name} must hold addresses or ranges such as 10.0.0.0/8, not "${entry}"`);
      }
      for (const entry of entries.filter((text) => /\/0+$/.test(text))) {
        problems.push(`${name} holds ${entry}, which is everybody: then whoever writes the header chooses the address`);
      }
      return entries;
    },
    origins(name: string): string[] {
      const entries = list(name).map((entry) => entry.replace(/\/$/, ''));
      for (const entry of entries.filter((text) => !URL.canParse(text) || new URL(text).origin !== text)) {
        problems.push(`${name} must hold origins such as https://app.example.com, not "${entry}"`);
      }
      return entries;
    },
  };
}

/** As the driver understands it; what is no escape stays. */
function decoded(password: string): string {
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

const placeOf = (source: string | undefined): string => (source === undefined ? '' : ` (${source})`);

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
