import type { FastifyRequest } from 'fastify';
import type { AccountRole } from '../../core/accounts/accounts.ts';
import { DomainError } from '../../core/errors.ts';
import { getToken } from '../../http/credentials.ts';
import type { GatewayContext } from '../gateway.ts';

/** The contract's `user_level` (S4): the lower, the more may be done. */
export const userLevels = { owner: 1, admin: 2, user: 3 } as const satisfies Record<AccountRole, number>;

/**
 * The `onRequest` hook of protected routes (S5): the JWT raw or behind `Bearer`, then the level. With `orOneself` the
 * path's `id` being the caller's own is enough. Throws the session errors and `right.missing`.
 */
export function requireLevel({ core }: GatewayContext, level: 1 | 2, orOneself?: 'orOneself') {
  return async (request: FastifyRequest): Promise<void> => {
    const token = getToken(request.headers.authorization, ['Bearer']);
    request.signedIn = await core.sessions.authenticateJwt('staff', token);
    const { account } = request.signedIn;
    const { id } = request.params as { id?: string };
    const isOneself = orOneself !== undefined && id === String(account.id);
    if (userLevels[account.role] > level && !isOneself) throw new DomainError('right.missing');
  };
}
