import type { FastifyInstance } from 'fastify';
import { handleKeyOf } from '../../../core/accounts/identifiers.ts';
import { object, type Static, text } from '../../../http/fields.ts';
import { unlessAsking } from '../../former-answers.ts';
import type { GatewayContext } from '../../gateway.ts';
import { success } from '../envelope.ts';
import { nickname, password } from '../fields.ts';
import { judgeAtFormer } from '../former.ts';
import { viewSignedIn } from '../views.ts';

const Login = object({
  nickname,
  passwd: password,
  captcha_code: text('验证码', '5 位，只能为字母和数字组成', { pattern: '^[A-Za-z0-9]{5}$' }),
  captcha_id: text('验证码id', '由获取验证码接口返回的字符串', { minLength: 1, maxLength: 100 }),
});

/** staff `login`: the fields' form, then the captcha, then the password (R8). */
export function registerLoginRoute(app: FastifyInstance, { core }: GatewayContext): void {
  app.post('/login', { schema: { body: Login } }, async (request) => {
    const body = request.body as Static<typeof Login>;
    await core.captchas.consume('staff', { id: body.captcha_id, answer: body.captcha_code });
    const { account, session } = await core.signIn.withPassword({
      contract: 'staff',
      identifier: { kind: 'handle', handleKey: handleKeyOf(body.nickname) },
      password: { form: 'plain', value: body.passwd },
      caller: request.caller,
      unknownAccount: 'hidden',
      former: unlessAsking(request, judgeAtFormer(body)),
    });
    const token = core.sessions.sign(session, { sub: String(account.id) });
    return success(request, viewSignedIn(account, token), '登录成功');
  });
}
