import { createHostCookie } from '../http/host-cookie.ts';

const cookie = createHostCookie('portico_console', '/management');

/** The console's session token, where the browser sent one. */
export const findSessionToken = cookie.find;

/** The Set-Cookie header that signs a browser in: out of reach of scripts and of other sites' pages. */
export function writeSessionCookie(token: string, lifetimeSeconds: number, isSecure: boolean): string {
  return cookie.write(token, { lifetimeSeconds, isSecure, sameSite: 'Strict' });
}

/** The one that signs it out. */
export function clearSessionCookie(isSecure: boolean): string {
  return writeSessionCookie('', 0, isSecure);
}
