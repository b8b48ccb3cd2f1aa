import { DomainError } from '../core/errors.ts';
import type { ManagementReply, ManagementRequest } from './context.ts';

/** Names the version that is answered, for the If-Match of the next change. */
export function setVersion(reply: ManagementReply, version: number): void {
  reply.header('ETag', `"${version}"`);
}

/** The version that If-Match names. Throws `request.version_missing`, `request.version_changed` (not one of ours). */
export function readVersion(request: ManagementRequest): number {
  const header = request.headers['if-match'];
  if (header === undefined) throw new DomainError('request.version_missing');
  const [, digits] = /^"(\d{1,16})"$/.exec(header.trim()) ?? [];
  if (digits === undefined) throw new DomainError('request.version_changed');
  return Number(digits);
}
