import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

/** Environment variables by name. */
export type Environment = Record<string, string | undefined>;

/** Reads settings, each in its own shape; absent and blank ones are the same. */
export type EnvironmentReader = ReturnType<typeof createEnvironmentReader>;

/** Reads single settings; what is wrong with one is added to `problems`, in words, and its fallback stands in for it. */
export function createEnvironmentReader(environment: Environment, problems: string[]) {
  const known = new Set<string>();

  function text(name: string): string | undefined {
    known.add(name);
    return environment[name]?.trim() || undefined;
  }

  function secret(name: string): string | undefined {
    const file = text(`${name}_FILE`);
    if (file === undefined) return text(name);
    if (text(name) !== undefined) problems.push(`${name} and ${name}_FILE are both set: leave one out`);
    try {
      return readFileSync(file, 'utf8').trim() || undefined;
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

  return {
    text,
    secret,
    /** To be asked when everything has been read: whoever misspells a setting should hear that it is not heeded. */
    findUnknown: (): string[] =>
      Object.keys(environment)
        .filter((name) => name.startsWith('PORTICO_') && environment[name] && !known.has(name))
        .map((name) => `${name} is no setting of Portico and is not heeded`),
    oneOf,
    /** Whether it is there, and says nothing at all. */
    isEmpty: (name: string): boolean => environment[name] === '',
    networks(name: string): string[] {
      const entries = list(name);
      for (const entry of entries.filter((text) => !isNetwork(text))) {
        problems.push(`${name} must hold addresses or ranges such as 10.0.0.0/8, not "${entry}"`);
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

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  return more.length === 0 && most > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}
