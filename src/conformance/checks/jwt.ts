/** The claims of a JWT, its signature not judged; undefined where it is none. */
export function readClaims(token: string): Record<string, unknown> | undefined {
  const [, payload = ''] = token.replace(/^Bearer /, '').split('.');
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The same token with another last character of its signature. */
export function forge(token: string): string {
  const last = token.at(-3) ?? '';
  return token.slice(0, -3) + (last === 'A' ? 'B' : 'A') + token.slice(-2);
}
