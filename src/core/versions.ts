import { DomainError } from './errors.ts';
import type { Actor } from './operator.ts';

/** Who changes something, and the version of it that was seen before, where one was. */
export interface Change {
  by: Actor;
  version?: number | undefined;
}

/** Throws `request.version_changed` where the row is no longer what the operator saw; undefined: nobody looked at it before. */
export function requireVersion(row: { updated_at: number }, expected: number | undefined): void {
  if (expected !== undefined && row.updated_at !== expected) throw new DomainError('request.version_changed');
}
