import type { FastifyRequest } from 'fastify';
import type { Account } from '../core/accounts/accounts.ts';
import { absoluteUrl } from './absolute-url.ts';
import type { GatewayContext } from './gateway.ts';

/** The number without its country calling code; empty where the account has no phone. */
export function nationalPhone(account: Account): string {
  if (!account.phone) return '';
  return account.phone.slice(1 + (account.phone_area ?? '').length);
}

/** The handle, or the phone, or the e-mail: what a person is called by until a handle is set (R2b). */
export function userName(account: Account): string {
  return account.handle ?? (nationalPhone(account) || (account.email ?? ''));
}

/** The account's picture as an absolute address, or empty (R2b). */
export function avatarUrl(account: Account, request: FastifyRequest, context: GatewayContext): string {
  return account.avatar.startsWith('/') ? absoluteUrl(account.avatar, request, context) : account.avatar;
}
