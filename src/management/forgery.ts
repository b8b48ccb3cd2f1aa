import { createHmac } from 'node:crypto';
import { DomainError } from '../core/errors.ts';
import { isSameSecret } from '../core/same-secret.ts';
import { isOtherSite } from '../http/other-site.ts';
import type { ManagementRequest } from './context.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** What the page proves with that it was told the session, and not only that a browser sent its cookie along. */
export function forgeryTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('portico console csrf').digest('base64url');
}

/**
 * Throws `request.forged` where a change does not carry the session's token as `X-CSRF-Token`. SameSite=Strict keeps the
 * cookie from other sites already; this keeps it from other programs on the same site, too.
 */
export function refuseForgery(request: ManagementRequest, sessionToken: string): void {
  if (safeMethods.has(request.method)) return;
  const given = request.headers['x-csrf-token'];
  if (typeof given !== 'string' || !isSameSecret(given, forgeryTokenOf(sessionToken))) {
    throw new DomainError('request.forged');
  }
}

/** Throws `request.forged` where a browser says that another site's page asks. */
export function refuseOtherSites(request: ManagementRequest): void {
  if (safeMethods.has(request.method)) return;
  if (isOtherSite(request)) throw new DomainError('request.forged');
}
