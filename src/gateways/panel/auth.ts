import type { FastifyRequest } from 'fastify';
import { DomainError } from '../../core/errors.ts';
import type { GatewayContext } from '../gateway.ts';

/**
 * The `onRequest` hook of every route: the one token in the `api-token` header (panel §1.1, P5). It runs before the body
 * is read. Throws `api_token.wrong`, and `request.too_many` for an address that keeps guessing (R13).
 */
export function requireApiToken({ core }: GatewayContext) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = request.headers['api-token'];
    if (typeof token !== 'string' || token === '') throw new DomainError('api_token.wrong');
    await core.panelToken.authorize(token, request.caller);
  };
}
