const maxPrefixes = 2;

/** The token of an Authorization header: raw, or behind one or two of the schemes (D6); undefined where there is none. */
export function readToken(header: string | undefined, schemes: readonly string[]): string | undefined {
  let token = header?.trim() ?? '';
  for (let prefixes = 0; prefixes < maxPrefixes; prefixes += 1) {
    // A scheme with nothing after it names no token: front ends without one send that.
    const scheme = schemes.find((name) => `${token} `.toLowerCase().startsWith(`${name.toLowerCase()} `));
    if (!scheme) break;
    token = token.slice(scheme.length).trim();
  }
  return token === '' ? undefined : token;
}
