import { createHash } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import type { FileStore } from '../core/ports.ts';

/** What a stored file should be. */
export interface ExpectedFile {
  sizeBytes: number;
  /** Lowercase hex. */
  sha256: string;
}

/** What became of a stored file. */
export type FileState = 'sound' | 'damaged' | 'missing';

/** Tells whether a stored file is there with its size, where that was noted. */
export async function judgeSize(
  store: FileStore,
  name: string,
  expected: ExpectedFile | undefined,
): Promise<FileState> {
  const found = await store.find(name);
  if (!found) return 'missing';
  return expected && found.sizeBytes !== expected.sizeBytes ? 'damaged' : 'sound';
}

/**
 * Reads a stored file to its end and tells whether it is what it should be. What cannot be read is damaged; where nobody
 * noted what it should be, what can be read is sound. Throws `storage.unavailable` where nobody can tell.
 */
export async function judgeStoredFile(
  store: FileStore,
  name: string,
  expected: ExpectedFile | undefined,
): Promise<FileState> {
  const state = await judgeSize(store, name, expected);
  if (state !== 'sound') return state;
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
