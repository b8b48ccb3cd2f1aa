import type { FastifyRequest } from 'fastify';
import type { Account } from '../../core/accounts/accounts.ts';
import type { PushDevice } from '../../core/devices/devices.ts';
import type { FaqEntry } from '../../core/faq/faq.ts';
import type { FeedbackCategory, FeedbackEntry, FeedbackReply } from '../../core/feedback/feedback.ts';
import type { Push } from '../../core/pushes/pushes.ts';
import { accessLifetimeMs } from '../../core/sessions/lifetimes.ts';
import type { OpaqueTokens } from '../../core/sessions/sessions.ts';
import { avatarUrl, nationalPhone, userName } from '../accounts-view.ts';
import type { GatewayContext } from '../gateway.ts';

const roles = { user: 0, admin: 1, owner: 2 } as const;

/** mobile `auth/access_token`, M4. */
export function viewTokens(tokens: OpaqueTokens, { printTime }: GatewayContext) {
  return {
    access_token: tokens.accessToken,
    refresh_token: tokens.refreshToken,
    expires_at: printTime(tokens.expiresAt),
    expires_in: accessLifetimeMs.mobile / 1000,
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

interface Row {
  id: number;
  created_at: number;
  updated_at: number;
}

/** What every record of the document begins with. */
function viewRow(row: Row, { printTime }: GatewayContext) {
  return {
    id: row.id,
    app_id: '',
    created_at: printTime(row.created_at),
    updated_at: printTime(row.updated_at),
  };
}

/** mobile `push/bind`, `push/switch`. */
export function viewDevice(device: PushDevice, context: GatewayContext) {
  return {
    ...viewRow(device, context),
    user_id: device.account_id,
    client_id: device.client_id,
    client_type: device.client_type,
    switch: device.enabled === 1,
  };
}

/** mobile `push/log/{id}`, which shows no status. A push that waited for its time is as old as its release. */
export function viewPush(push: Push, context: GatewayContext) {
  return {
    ...viewRow({ ...push, created_at: push.released_at ?? push.created_at }, context),
    push_title: push.title,
    push_body: push.body,
    push_scope: push.scope,
    manager_id: push.manager_id,
  };
}

/** mobile `push/log`, whose rows show one. */
export function viewListedPush(push: Push, context: GatewayContext) {
  return { ...viewPush(push, context), push_status: push.status };
}

/** mobile `faq`. */
export function viewFaq(entry: FaqEntry, context: GatewayContext) {
  return {
    ...viewRow(entry, context),
    title: entry.title,
    content: entry.content,
    category: entry.category,
    external_link: entry.external_link,
  };
}

/** mobile `feedback_category`. */
export function viewCategory(category: FeedbackCategory, context: GatewayContext) {
  return { ...viewRow(category, context), name: category.name, description: category.description };
}

/** mobile `feedback`; without a category its id is null. */
export function viewFeedback(feedback: FeedbackEntry, context: GatewayContext) {
  return {
    ...viewRow(feedback, context),
    feedback_content: feedback.content,
    feedback_status: feedback.status,
    feedback_category_id: feedback.category_id,
    contact_phone: feedback.contact_phone,
    user_id: feedback.account_id,
  };
}

/** mobile `feedback/reply`. */
export function viewReply(reply: FeedbackReply, context: GatewayContext) {
  return {
    ...viewRow(reply, context),
    reply_content: reply.content,
    manager_id: reply.manager_id,
    feedback_id: reply.feedback_id,
    is_read: reply.is_read === 1,
  };
}
