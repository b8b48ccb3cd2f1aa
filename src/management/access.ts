import { apiKeyPrefix } from '../core/api-keys/api-keys.ts';
import { DomainError } from '../core/errors.ts';
import type { Operator } from '../core/operator.ts';
import type { Clock } from '../core/ports.ts';
import { type Right, rightsOf } from '../core/rights.ts';
import type { Change } from '../core/versions.ts';
import { findToken } from '../http/credentials.ts';
import type { ManagementContext, ManagementRequest } from './context.ts';
import { refuseForgery } from './forgery.ts';
import type { Access, Principal } from './principal.ts';
import { findSessionToken } from './session-cookie.ts';

const confirmedForMs = 5 * 60_000;

/**
 * Finds out who asks and whether the route is theirs. Throws `session.missing`, `.invalid`, `.expired`, `.revoked`,
 * `api_key.wrong`, `right.missing`, `request.forged`, `request.too_many`, `password.confirmation_needed`.
 */
export async function authorize(
  { core: { apiKeys, clock, sessions } }: ManagementContext,
  access: Exclude<Access, 'public'>,
  request: ManagementRequest,
): Promise<Principal> {
  const key = findApiKey(request.headers.authorization);
  if (key !== undefined) {
    if (access === 'session') throw new DomainError('session.missing');
    return { kind: 'api-key', ...(await apiKeys.authorize(key, access, request.caller)) };
  }
  const token = findSessionToken(request.headers);
  if (token === undefined) throw new DomainError('session.missing');
  const { account, session, confirmedAt } = await sessions.authenticateOpaque('console', token);
  // Read anew with each request: who was an admin a moment ago may be none now.
  if (account.role === 'user' || (access !== 'session' && !rightsOf(account.role).has(access))) {
    throw new DomainError('right.missing');
  }
  refuseForgery(request, token);
  const principal: Principal = { kind: 'session', account, session, token, confirmedAt };
  if (request.routeOptions.config.confirmed) requireConfirmed(principal, clock);
  return principal;
}

/**
 * Throws `password.confirmation_needed` where the session's password was not given in the last minutes: for what would
 * outlive an unlocked screen. An API key has its rights for good anyway.
 */
export function requireConfirmed(principal: Principal, clock: Clock): void {
  if (principal.kind === 'session' && clock.now() - principal.confirmedAt > confirmedForMs) {
    throw new DomainError('password.confirmation_needed');
  }
}

/** A proxy that asks for a password itself leaves its own scheme here, which is none of ours. */
function findApiKey(authorization: string | undefined): string | undefined {
  const token = findToken(authorization, ['Bearer']);
  const isOurs = token?.startsWith(apiKeyPrefix) || /^bearer\s/i.test(authorization?.trim() ?? '');
  return isOurs ? token : undefined;
}

/** Whether who asks has another right than the route's, too. */
export function has(right: Right, { principal }: ManagementRequest): boolean {
  return principal.kind === 'api-key' ? principal.rights.includes(right) : rightsOf(principal.account.role).has(right);
}

/** Who works, as the core's operations want to know it. */
export function operatorOf(request: ManagementRequest): Operator {
  const { principal, caller } = request;
  if (principal.kind === 'api-key') {
    return { actor: `api-key:${principal.id}`, address: caller.address, mayChangeOperators: false };
  }
  const mayChangeOperators = rightsOf(principal.account.role).has('roles:write');
  return { actor: `account:${principal.account.id}`, address: caller.address, mayChangeOperators };
}

/** The same with the version that If-Match names, for routes with `config.changes`. */
export function changeOf(request: ManagementRequest): Change & { by: Operator } {
  return { by: operatorOf(request), version: request.version };
}
