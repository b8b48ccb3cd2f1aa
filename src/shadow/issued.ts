import { createHash } from 'node:crypto';
import type { Side } from './sides.ts';

/** What a server gave out to a client, and only that server knows. */
export interface Issued {
  side: Side;
  /** The other server's token for the same session; undefined: it has none, or none yet. */
  other?: string | undefined;
  /** Resolves when it is known whether there will be one. */
  pairing?: Promise<void> | undefined;
  /** The same for all tokens that one sign-in and its renewals gave out. */
  session?: string | undefined;
}

/** Who gave out which token, code or captcha. Keys are kept as hashes, the pairs of tokens in memory alone. */
export interface IssuedTable {
  find(key: string): Issued | undefined;
  put(key: string, issued: Issued, lifetimeMs: number): void;
  readonly size: number;
}

// An active client has two tokens. Beyond that the oldest are forgotten.
const mostEntries = 200_000;

/** Makes an empty one. */
export function createIssuedTable(now: () => number = Date.now): IssuedTable {
  const entries = new Map<string, Issued & { expiresAt: number }>();
  return {
    find(key) {
      const hash = hashOf(key);
      const entry = entries.get(hash);
      if (entry && entry.expiresAt <= now()) {
        entries.delete(hash);
        return undefined;
      }
      return entry;
    },
    put(key, issued, lifetimeMs) {
      const hash = hashOf(key);
      // Deleted first, so that it moves to the end of the line.
      entries.delete(hash);
      entries.set(hash, Object.assign(issued, { expiresAt: now() + lifetimeMs }));
      if (entries.size > mostEntries) entries.delete(entries.keys().next().value as string);
    },
    get size() {
      return entries.size;
    },
  };
}

/** What stands for a key where it is kept: 22 characters that nobody gets it back from. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}
