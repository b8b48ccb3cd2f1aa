import { DomainError } from '../core/errors.ts';

const maxPrefixes = 2;

/** The token of an Authorization header: raw, or behind one or two of the schemes (D6); undefined where there is none. */
export function findToken(header: string | undefined, schemes: readonly string[]): string | undefined {
  let token = header?.trim() ?? '';
  for (let prefixes = 0; prefixes < maxPrefixes; prefixes += 1) {
    // A scheme with nothing after it names no token: front ends without one send that.
    const scheme = schemes.find((name) => `${token} `.toLowerCase().startsWith(`${name.toLowerCase()} `));
    if (!scheme) break;
    token = token.slice(scheme.length).trim();
  }
  return token === '' ? undefined : token;
}

/** The same; throws `session.missing` where there is none. */
export function getToken(header: string | undefined, schemes: readonly string[]): string {
  const token = findToken(header, schemes);
  if (token === undefined) throw new DomainError('session.missing');
  return token;
}
