import type { FastifyRequest } from 'fastify';
import type { Account } from '../core/accounts/accounts.ts';
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

/** The address of a path on this server, as the caller reaches it. */
export function absoluteUrl(path: string, request: FastifyRequest, context: GatewayContext): string {
  return (context.publicUrl ?? `http://${hostOf(request)}`) + path;
}

/** The host that the caller named, as far as it is one. */
function hostOf(request: FastifyRequest): string {
  const host = request.headers.host ?? '';
  return /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host) ? host : 'localhost';
}

/** The account's picture as an absolute address, or empty (R2b). */
export function avatarUrl(account: Account, request: FastifyRequest, context: GatewayContext): string {
  return account.avatar.startsWith('/') ? absoluteUrl(account.avatar, request, context) : account.avatar;
}
