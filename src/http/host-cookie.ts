import type { IncomingMessage } from 'node:http';

/** A cookie of ours, out of reach of scripts. */
export interface HostCookie {
  /** What the browser sent; of two the one that no neighbouring host can set. */
  find(headers: IncomingMessage['headers']): string | undefined;
  /** The Set-Cookie header. */
  write(
    value: string,
    how: { lifetimeSeconds: number; isSecure: boolean; sameSite: 'Strict' | 'Lax' | 'None' },
  ): string;
}

/**
 * Over TLS its name begins with `__Host-`: a browser takes it from this very host alone, for all of it (RFC 6265bis
 * §4.1.3.2). Without, it is for `path` alone.
 */
export function createHostCookie(name: string, path: string): HostCookie {
  const secureName = `__Host-${name}`;
  return {
    find({ cookie = '' }) {
      const pairs = cookie.split(';').map((pair) => pair.trim());
      for (const prefix of [`${secureName}=`, `${name}=`]) {
        const value = pairs.find((pair) => pair.startsWith(prefix) && pair !== prefix)?.slice(prefix.length);
        if (value !== undefined) return value;
      }
      return undefined;
    },
    write(value, { lifetimeSeconds, isSecure, sameSite }) {
      const attributes = `Max-Age=${lifetimeSeconds}; HttpOnly; SameSite=${sameSite}`;
      if (isSecure) return `${secureName}=${value}; Path=/; ${attributes}; Secure`;
      return `${name}=${value}; Path=${path}; ${attributes}`;
    },
  };
}
