import { DomainError } from '../core/errors.ts';
import type { ManagementReply, ManagementRequest } from './context.ts';

/** Names the version that is answered, for the If-Match of the next change. */
export function setVersion(reply: ManagementReply, version: number): void {
  reply.header('ETag', `"${version}"`);
}

/** How an area answers one thing: as `view` tells it, and with its version as the ETag. */
export function answerWith<Things extends unknown[], View extends { version: number }>(
  view: (...things: Things) => View | Promise<View>,
): (reply: ManagementReply, ...things: Things) => Promise<View> {
  return async (reply, ...things) => {
    const answered = await view(...things);
    setVersion(reply, answered.version);
    return answered;
  };
}

/** The version that If-Match names; undefined for `*`, which is whatever version there is. Throws `request.version_missing`, `request.version_changed` (not one of ours). */
export function readVersion(request: ManagementRequest): number | undefined {
  const header = request.headers['if-match'];
  if (header === undefined) throw new DomainError('request.version_missing');
  if (header.trim() === '*') return undefined;
  const [, digits] = /^"(\d{1,16})"$/.exec(header.trim()) ?? [];
  if (digits === undefined) throw new DomainError('request.version_changed');
  return Number(digits);
}
