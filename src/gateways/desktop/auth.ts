import type { FastifyRequest } from 'fastify';
import { apiKeyPrefix } from '../../core/api-keys/api-keys.ts';
import { DomainError } from '../../core/errors.ts';
import { getToken } from '../../http/credentials.ts';
import type { GatewayContext } from '../gateway.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by `requirePublisher`: who uploads, as the audit log names it. */
    publisher: string;
  }
}

/** The `onRequest` hook of the heartbeat: the token raw, with one `Bearer ` or with two (D6). Throws the session errors. */
export function requireToken({ core }: GatewayContext) {
  return async (request: FastifyRequest): Promise<void> => {
    request.signedIn = await core.sessions.authenticateJwt('desktop', getCredential(request));
  };
}

/**
 * The `onRequest` hook of uploads (D1): an administrator's token, or an API key with `releases:write`. It runs before
 * any of the body is read. Throws the session errors, `api_key.wrong`, `right.missing`, `request.too_many`.
 */
export function requirePublisher({ core }: GatewayContext) {
  return async (request: FastifyRequest): Promise<void> => {
    const credential = getCredential(request);
    if (credential.startsWith(apiKeyPrefix)) {
      const key = await core.apiKeys.authorize(credential, 'releases:write', request.caller);
      request.publisher = `api-key:${key.id}`;
      return;
    }
    const { account } = await core.sessions.authenticateJwt('desktop', credential);
    if (account.role === 'user') throw new DomainError('right.missing');
    request.publisher = `account:${account.id}`;
  };
}

function getCredential(request: FastifyRequest): string {
  return getToken(request.headers.authorization, ['Bearer']);
}
