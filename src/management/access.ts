import { DomainError } from '../core/errors.ts';
import type { Operator } from '../core/operator.ts';
import { rightsOf } from '../core/rights.ts';
import type { Change } from '../core/versions.ts';
import { findToken } from '../http/credentials.ts';
import type { ManagementContext, ManagementRequest } from './context.ts';
import { refuseForgery } from './forgery.ts';
import type { Access, Principal } from './principal.ts';
import { findSessionToken } from './session-cookie.ts';

/**
 * Finds out who asks and whether the route is theirs. Throws `session.missing`, `.invalid`, `.expired`, `.revoked`,
 * `api_key.wrong`, `right.missing`, `request.forged`, `request.too_many`.
 */
export async function authorize(
  { core }: ManagementContext,
  access: Exclude<Access, 'public'>,
  request: ManagementRequest,
): Promise<Principal> {
  const key = findToken(request.headers.authorization, ['Bearer']);
  if (key !== undefined) {
    if (access === 'session') throw new DomainError('session.missing');
    return { kind: 'api-key', ...(await core.apiKeys.authorize(key, access, request.caller)) };
  }
  const token = findSessionToken(request.headers);
  if (token === undefined) throw new DomainError('session.missing');
  const { account, session } = await core.sessions.authenticateOpaque('console', token);
  // Read anew with each request: who was an admin a moment ago may be none now.
  if (account.role === 'user' || (access !== 'session' && !rightsOf(account.role).has(access))) {
    throw new DomainError('right.missing');
  }
  refuseForgery(request, token);
  return { kind: 'session', account, session, token };
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
