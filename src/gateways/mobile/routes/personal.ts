import type { FastifyInstance } from 'fastify';
import { isBirthday } from '../../../core/accounts/profile-changes.ts';
import { integer, object, optional, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { viewAccount } from '../views.ts';

const ChangeInfo = object({
  nickname: optional(text('昵称', '最多 64 字', { maxLength: 64 })),
  avatar: optional(text('头像地址', '最多 1024 字的网址或路径', { maxLength: 1024, check: isPictureAddress })),
  gender: optional(integer('性别', '0 女，1 男，2 保密', { minimum: 0, maximum: 2 })),
  birthday: optional(text('生日', '真实的日期，如 1991-03-08', { check: isBirthday })),
  address: optional(text('住址', '最多 255 字', { maxLength: 255 })),
});

/** mobile `/api/personal/info` (M6). */
export function registerPersonalRoutes(app: FastifyInstance, context: GatewayContext): void {
  const onRequest = requireToken(context);

  app.get('/api/personal/info', { onRequest }, async (request) =>
    success(viewAccount(request.signedIn.account, request, context)),
  );

  app.put('/api/personal/info', { onRequest, schema: { body: ChangeInfo } }, async (request) => {
    const { account } = request.signedIn;
    const { nickname, ...body } = request.body as Static<typeof ChangeInfo>;
    const changes = { ...body, ...(nickname !== undefined && { displayName: nickname }) };
    const { accounts } = context.core;
    const changed = await accounts.changeProfile(account.id, changes, `account:${account.id}`, request.caller.address);
    return success(viewAccount(changed, request, context));
  });
}

/** An address on the web, or a path on the client's own server; no other scheme, which a client might run. */
function isPictureAddress(value: string): boolean {
  if (!URL.canParse(value)) return !/[\s\p{Cc}]/u.test(value);
  return /^https?:$/.test(new URL(value).protocol);
}
