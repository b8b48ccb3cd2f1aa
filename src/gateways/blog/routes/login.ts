import type { FastifyInstance } from 'fastify';
import { parseIdentifier } from '../../../core/accounts/identifiers.ts';
import { object, optional, type Static, text } from '../../../http/fields.ts';
import { unlessAsking } from '../../former-answers.ts';
import type { GatewayContext } from '../../gateway.ts';
import { readCaptcha } from '../captcha-cookie.ts';
import { success } from '../envelope.ts';
import { captchaId, password } from '../fields.ts';
import { judgeAtFormer } from '../former.ts';
import { viewUser } from '../views.ts';

const Login = object({
  account: text('用户名', '用户名、手机号或邮箱，不能为空', { minLength: 1, maxLength: 254 }),
  password,
  captcha: optional(text('图形验证码', '最多 64 位', { maxLength: 64 })),
  captcha_id: captchaId,
});

/** `POST /blogapi/login`, which blog §1.2.2 means by its title (B4). */
export function registerLoginRoute(app: FastifyInstance, context: GatewayContext): void {
  const { captchaDemand, sessions, signIn } = context.core;

  app.post('/blogapi/login', { schema: { body: Login } }, async (request) => {
    const body = request.body as Static<typeof Login>;
    const { caller } = request;
    const identifier = parseIdentifier(body.account);
    const { account, session } = await captchaDemand.guard(
      { door: 'blog', identifier, typed: body.account, caller, captcha: readCaptcha(request, body) },
      () =>
        signIn.withPassword({
          contract: 'blog',
          identifier,
          password: { form: 'md5', value: body.password },
          caller,
          unknownAccount: 'hidden',
          former: unlessAsking(request, judgeAtFormer(request.parameters)),
          verifiedEmailRequired: context.settings.verifiedEmailRequired,
        }),
    );
    const token = sessions.sign(session, { user_id: account.id });
    return success({ ...viewUser(account), token });
  });
}
