import type { FastifyRequest } from 'fastify';
import { getToken } from '../../http/credentials.ts';
import type { GatewayContext } from '../gateway.ts';

/**
 * The `onRequest` hook of protected routes: `Authorization: Token x`, `Bearer x` or `x` (M5). It runs before the body is
 * read, so that nobody uploads or guesses fields without a session. Throws the session errors.
 */
export function requireToken({ core }: GatewayContext) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = getToken(request.headers.authorization, ['Token', 'Bearer']);
    request.signedIn = await core.sessions.authenticateOpaque('mobile', token);
  };
}
