import type { FastifyRequest } from 'fastify';
import { findToken, getToken } from '../../http/credentials.ts';
import type { GatewayContext } from '../gateway.ts';

/**
 * The `preHandler` hook of protected routes: the JWT of the `access-token` header, or of `Authorization: Bearer` (B3).
 * It comes after the signature and the fields, as B2 orders. Throws the session errors.
 */
export function requireSession({ core }: GatewayContext) {
  return async (request: FastifyRequest): Promise<void> => {
    const { 'access-token': accessToken, authorization } = request.headers;
    const token = findToken(accessToken as string | undefined, ['Bearer']) ?? getToken(authorization, ['Bearer']);
    request.signedIn = await core.sessions.authenticateJwt('blog', token);
  };
}
