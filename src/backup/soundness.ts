import { createHash } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { FileStore } from '../core/ports.ts';

/** What a stored file should be. */
interface Expected {
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

/**
 * Reads a stored file to its end and tells whether it is what it should be. What cannot be read is damaged; where nobody
 * noted what it should be, what can be read is sound. Throws `storage.unavailable` where nobody can tell.
 */
export async function judgeStoredFile(
  store: FileStore,
  name: string,
  expected: Expected | undefined,
): Promise<'sound' | 'damaged' | 'missing'> {
  const found = await store.find(name);
  if (!found) return 'missing';
  if (expected && found.sizeBytes !== expected.sizeBytes) return 'damaged';
  const sha256 = await hashStoredFile(store, name).catch(endUnavailable);
  if (sha256 === undefined) return 'damaged';
  return expected && expected.sha256 !== sha256 ? 'damaged' : 'sound';
}

/** Lowercase hex of its SHA-256. */
export async function hashStoredFile(store: FileStore, name: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of store.read(name)) hash.update(chunk);
  return hash.digest('hex');
}

/** A store that is away, and says so, has damaged nothing. */
function endUnavailable(error: unknown): undefined {
  if (error instanceof DomainError) throw error;
}
