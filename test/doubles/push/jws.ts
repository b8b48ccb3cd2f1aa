import { type KeyObject, verify } from 'node:crypto';

/** A JWS in its compact form (RFC 7515 §3.1), taken apart and found to be signed. */
export interface Jws {
  head: Record<string, unknown>;
  claims: Record<string, unknown>;
}

/** Undefined where it is not signed by that key in that way. Written from RFC 7515 and 7518 with node:crypto alone. */
export function verifyJws(token: string, publicKey: KeyObject, algorithm: 'RS256' | 'ES256'): Jws | undefined {
  const [head = '', claims = '', signature = '', ...more] = token.split('.');
  if (more.length > 0) return undefined;
  // ES256 joins the two numbers of a signature (RFC 7518 §3.4); the libraries' own form is DER.
  const key = algorithm === 'ES256' ? ({ key: publicKey, dsaEncoding: 'ieee-p1363' } as const) : publicKey;
  const isSigned = verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
  if (!isSigned || decode(head).alg !== algorithm) return undefined;
  return { head: decode(head), claims: decode(claims) };
}

const decode = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
