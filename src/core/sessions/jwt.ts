import { createHmac } from 'node:crypto';
import { isSameSecret } from '../same-secret.ts';

/** The claims of a session's token: the contract's own, plus these three. Times in seconds. */
export interface JwtClaims {
  sid: number;
  iat: number;
  exp: number;
  [name: string]: unknown;
}

const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** A compact HS256 token (RFC 7515, RFC 7519). */
export function signJwt(claims: JwtClaims, key: Buffer): string {
  const body = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
}

/**
 * The claims of a token that one of the keys signed; undefined for anything else. Expiry is the caller's to judge.
 * Synchronous on purpose: asynchronous HMAC queues behind password hashing in libuv's pool (ADR 0005).
 */
export function verifyJwt(token: string, keys: readonly Buffer[]): JwtClaims | undefined {
  const parts = token.split('.');
  const [head, payload, signature] = parts;
  if (parts.length !== 3 || head !== header || !payload || !signature) return undefined;
  const given = Buffer.from(signature, 'base64url');
  const signed = keys.some((key) =>
    isSameSecret(given, createHmac('sha256', key).update(`${head}.${payload}`).digest()),
  );
  return signed ? parseClaims(payload) : undefined;
}

function parseClaims(payload: string): JwtClaims | undefined {
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Partial<JwtClaims> | null;
    if (!Number.isSafeInteger(claims?.sid) || typeof claims?.exp !== 'number') return undefined;
    return claims as JwtClaims;
  } catch {
    return undefined;
  }
}
