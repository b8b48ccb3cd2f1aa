import { importPKCS8, SignJWT } from 'jose';
import type { Clock } from '../../core/ports.ts';
import { parseObject } from '../vendor-http/json.ts';
import type { VendorHttp } from '../vendor-http/vendor-http.ts';
import { type AccessToken, type AccessTokens, createAccessTokens } from './access-token.ts';
import type { Masking } from './masking.ts';

/** The parts of a Google service account's JSON file that count. */
export interface ServiceAccount {
  projectId: string;
  clientEmail: string;
  /** PKCS #8 in PEM. */
  privateKey: string;
  privateKeyId: string;
  tokenUri: string;
}

const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const renewBeforeMs = 5 * 60_000;
const never = new AbortController().signal;

/** OAuth tokens of a service account: a signed assertion is exchanged for one that lives for an hour. */
export function createFcmTokens(
  account: ServiceAccount,
  deps: { clock: Clock; http: VendorHttp; hide: Masking['hide'] },
): AccessTokens {
  const { clock, http, hide } = deps;
  return createAccessTokens({
    clock,
    renewBeforeMs,
    async ask() {
      const assertion = await sign(account, clock.now());
      hide(assertion);
      const body = new URLSearchParams({ grant_type: grantType, assertion });
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const request = { method: 'POST', url: account.tokenUri, headers, body: body.toString() } as const;
      // Nobody's own signal: the token is everybody's.
      const answer = await http(request, never);
      return readToken(answer, clock.now());
    },
  });
}

async function sign({ clientEmail, privateKey, privateKeyId, tokenUri }: ServiceAccount, now: number): Promise<string> {
  const issuedAt = Math.floor(now / 1000);
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: privateKeyId })
    .setIssuer(clientEmail)
    .setAudience(tokenUri)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign(await importPKCS8(privateKey, 'RS256'));
}

function readToken({ status, body }: { status: number; body: string }, now: number): AccessToken {
  const { access_token: token, expires_in: seconds, error, error_description: words } = parseObject(body) ?? {};
  if (status !== 200 || typeof token !== 'string' || token === '' || typeof seconds !== 'number') {
    throw new Error(`fcm gives no access token: ${status} ${[error, words].filter(Boolean).join(': ')}`.trim());
  }
  return { token, expiresAt: now + seconds * 1000 };
}
