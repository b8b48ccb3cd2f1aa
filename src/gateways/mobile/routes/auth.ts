import type { FastifyInstance } from 'fastify';
import { parseEmail, parseIdentifier, parsePhone } from '../../../core/accounts/identifiers.ts';
import type { CodeRecipient } from '../../../core/codes/codes.ts';
import { invalidFields } from '../../../core/errors.ts';
import { object, optional, type Static, text } from '../../../http/fields.ts';
import { unlessAsking } from '../../former-answers.ts';
import type { GatewayContext } from '../../gateway.ts';
import { refuseWeakPassword } from '../../strong-passwords.ts';
import { requireToken } from '../auth.ts';
import { success } from '../envelope.ts';
import { judgeAtFormer } from '../former.ts';
import { viewTokens } from '../views.ts';

const area = optional(text('手机区号', '1~4 位数字，默认 86', { pattern: '^((\\+|00)?[1-9]\\d{0,3})?$' }));
const account = text('手机或邮箱', '不能为空', { minLength: 1, maxLength: 254 });
const code = text('验证码', '不能为空', { minLength: 1, maxLength: 64 });
const newPassword = text('密码', '6~64 位', { pattern: '^[\\s\\S]{6,64}$' });
const password = text('密码', '不能为空', { minLength: 1, maxLength: 1024 });

const SendCode = object({ area, account });
const CheckCode = object({ area, account, code });
const Register = object({ area, account, code, password: newPassword });
const AccessToken = object({ area, account, password });
const RefreshToken = object({ refresh_token: text('刷新Token', '不能为空', { minLength: 1, maxLength: 200 }) });

/** mobile `/api/auth/*` (M1–M5). */
export function registerAuthRoutes(app: FastifyInstance, context: GatewayContext): void {
  registerCodeRoutes(app, context);
  registerTokenRoutes(app, context);
}

function registerCodeRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { codes, registration } = context.core;

  app.post('/api/auth/send_code', { schema: { body: SendCode } }, async (request) => {
    await codes.send(readRecipient(request.body as Static<typeof SendCode>), 'register', request.caller);
    return success({});
  });

  app.post('/api/auth/check_code', { schema: { body: CheckCode } }, async (request) => {
    const body = request.body as Static<typeof CheckCode>;
    await codes.check(readRecipient(body), 'register', body.code);
    return success({});
  });

  app.post('/api/auth/register', { schema: { body: Register } }, async (request) => {
    const body = request.body as Static<typeof Register>;
    const recipient = readRecipient(body);
    const password = { form: 'plain', value: body.password } as const;
    await refuseWeakPassword(context.settings, 'password', password);
    const tokens = await registration.withCode({
      recipient,
      code: body.code,
      password,
      caller: request.caller,
    });
    return success(viewTokens(tokens, context));
  });
}

function registerTokenRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { sessions, signIn } = context.core;

  app.post('/api/auth/access_token', { schema: { body: AccessToken } }, async (request) => {
    const body = request.body as Static<typeof AccessToken>;
    const tokens = await signIn.withPasswordOpaque({
      contract: 'mobile',
      identifier: parseIdentifier(body.account, body.area || undefined),
      password: { form: 'plain', value: body.password },
      caller: request.caller,
      unknownAccount: context.settings.hardened ? 'hidden' : 'told',
      former: unlessAsking(request, judgeAtFormer(body)),
    });
    return success(viewTokens(tokens, context));
  });

  app.post('/api/auth/refresh_token', { schema: { body: RefreshToken } }, async (request) => {
    const body = request.body as Static<typeof RefreshToken>;
    return success(viewTokens(await sessions.refresh('mobile', body.refresh_token), context));
  });

  app.post('/api/auth/destroy_token', { onRequest: requireToken(context) }, async (request) => {
    await sessions.end(request.signedIn.session.id, 'sign-out');
    return success({});
  });
}

/** A phone in its area, or an e-mail; throws `request.invalid_fields` for anything else (M1). */
function readRecipient(body: { account: string; area?: string }): CodeRecipient {
  const email = body.account.includes('@') ? parseEmail(body.account) : undefined;
  if (email !== undefined) return { email };
  const phone = parsePhone(body.account, body.area || undefined);
  if (!phone) throw invalidFields({ field: 'account', label: '手机或邮箱', rule: '不是有效的手机号或邮箱' });
  return { phone };
}
