import type { IncomingHttpHeaders } from 'node:http';
import { findToken } from '../http/credentials.ts';
import type { BodyFields } from './body-fields.ts';
import type { Endpoint } from './endpoints.ts';

/** What in a request only the server knows that gave it out. */
export interface RequestKeys {
  /** Session and refresh tokens, without their schemes. */
  tokens: readonly string[];
  /** The one of them that an access header carries. */
  accessToken: string | undefined;
  /** Whose requests are repeated in their order: those of one session, or of one holder of the panel's token. */
  lane: string | undefined;
  /** What can be used once: a code that was sent to an account, a captcha. They cannot be known to both servers. */
  oneTime: readonly string[];
}

const schemes = ['Bearer', 'Token'];

/** Finds them in the headers and fields of a request of any contract. */
export function findRequestKeys(headers: IncomingHttpHeaders, fields: BodyFields): RequestKeys {
  const accessToken =
    findToken(headers['access-token'] as string | undefined, schemes) ?? findToken(headers.authorization, schemes);
  const tokens = [accessToken, textOf(fields.refresh_token)].filter((token) => token !== undefined);
  const lane = accessToken ?? textOf(headers['api-token']);
  return { tokens, accessToken, lane, oneTime: findOneTimeKeys(headers, fields) };
}

function findOneTimeKeys({ cookie }: IncomingHttpHeaders, fields: BodyFields): string[] {
  const keys: string[] = [];
  if (textOf(fields.code) !== undefined) keys.push(codeKey(fields));
  const captchaId = textOf(fields.captcha_id);
  if (captchaId !== undefined) keys.push(captchaKey(captchaId));
  // A captcha without an id is bound to a cookie (blog B5).
  else if (textOf(fields.captcha) !== undefined) keys.push(...cookieValues(cookie).map(captchaKey), captchaKey(''));
  return keys;
}

function cookieValues(cookie = ''): string[] {
  return cookie.split(';').flatMap((pair) => {
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    return pair.includes('=') && value !== '' ? [value] : [];
  });
}

/** Whether an answered request had a code sent: asked of both servers, it would be sent twice. */
export function sendsCode({ name }: Endpoint): boolean {
  return /\/send_?code$/i.test(name);
}

/** What a code is bound to: whom it was sent to. */
export function codeKey(fields: BodyFields): string {
  return `code ${textOf(fields.account) ?? ''}`;
}

/** What a captcha is bound to: its id, or the value of a cookie. */
export function captchaKey(id: string): string {
  return `captcha ${id}`;
}

/** A text that says something; numbers count as written. */
export function textOf(value: unknown): string | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}
