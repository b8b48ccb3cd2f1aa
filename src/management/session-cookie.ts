import type { IncomingMessage } from 'node:http';

const name = 'portico_console';
const path = '/management';

/** The console's session token, where the browser sent one. */
export function findSessionToken(headers: IncomingMessage['headers']): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value) return value;
  }
  return undefined;
}

/** The Set-Cookie header that signs a browser in: out of reach of scripts and of other sites' pages. */
export function writeSessionCookie(token: string, lifetimeSeconds: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${name}=${token}; Path=${path}; Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/** The one that signs it out. */
export function clearSessionCookie(isSecure: boolean): string {
  return writeSessionCookie('', 0, isSecure);
}
