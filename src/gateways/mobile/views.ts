import type { FastifyRequest } from 'fastify';
import type { Account } from '../../core/accounts/accounts.ts';
import type { OpaqueTokens } from '../../core/sessions/sessions.ts';
import { avatarUrl, nationalPhone, userName } from '../accounts-view.ts';
import type { GatewayContext } from '../gateway.ts';

const accessLifetimeSeconds = 604_800;
const roles = { user: 0, admin: 1, owner: 2 } as const;

/** mobile `auth/access_token`, M4. */
export function viewTokens(tokens: OpaqueTokens, { printTime }: GatewayContext) {
  return {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expires_at: printTime(tokens.expiresAt),
    expires_in: accessLifetimeSeconds,
  };
}

/** mobile `personal/info`, M6. */
export function viewAccount(account: Account, request: FastifyRequest, context: GatewayContext) {
  return {
    id: account.id,
    area: account.phone_area ?? '',
    phone: nationalPhone(account),
    email: account.email ?? '',
    openid: account.openid,
    role: roles[account.role],
    username: userName(account),
    is_active: account.status === 'active',
    app_id: '',
    created_at: context.printTime(account.created_at),
    updated_at: context.printTime(account.updated_at),
    nickname: account.display_name,
    avatar: avatarUrl(account, request, context),
    gender: account.gender,
    birthday: account.birthday,
    address: account.address,
  };
}
