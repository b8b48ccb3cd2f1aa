import type { FastifyInstance } from 'fastify';
import { looksLikeOtherIdentifier, parseEmail } from '../../../core/accounts/identifiers.ts';
import { DomainError } from '../../../core/errors.ts';
import { randomAlphanumeric } from '../../../core/random.ts';
import { takeAddressBudget } from '../../../http/address-budget.ts';
import { object, optional, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { refuseWeakPassword } from '../../strong-passwords.ts';
import { readCaptcha } from '../captcha-cookie.ts';
import { success } from '../envelope.ts';
import { captchaId, password } from '../fields.ts';
import { viewUser } from '../views.ts';

const Reg = object({
  account: text('用户名', '2~32 位字母、数字或 -_+<>. ，且不能像手机号或邮箱', {
    pattern: '^[A-Za-z0-9_+<>.\\-]{2,32}$',
    check: (value) => !looksLikeOtherIdentifier(value),
  }),
  password,
  email: text('邮箱', '有效的邮箱地址', { check: (value) => parseEmail(value) !== undefined }),
  nick: optional(text('昵称', '最多 32 个字', { maxLength: 32 })),
  captcha: text('图形验证码', '不能为空', { minLength: 1, maxLength: 64 }),
  captcha_id: captchaId,
});

const perAddress = [{ most: 60, windowMs: 3_600_000 }];

/** blog §1.2.1 (B6): the form, then the captcha, then whether the names are free (R8). */
export function registerRegRoute(app: FastifyInstance, context: GatewayContext): void {
  const { captchas, registration } = context.core;

  app.post('/blogapi/reg', { schema: { body: Reg } }, async (request) => {
    const body = request.body as Static<typeof Reg>;
    const newPassword = { form: 'md5', value: body.password } as const;
    await refuseWeakPassword(context.settings, 'password', newPassword);
    await takeAddressBudget(context.core, 'reg', request.caller, perAddress);
    const captcha = readCaptcha(request, body);
    if (!captcha) throw new DomainError('captcha.required');
    await captchas.consume('blog', captcha);
    const account = await registration.withHandle({
      handle: body.account,
      email: parseEmail(body.email) as string,
      displayName: body.nick?.trim() || `新用户-${randomAlphanumeric(4)}`,
      password: newPassword,
      caller: request.caller,
    });
    return success(viewUser(account));
  });
}
