import type { FastifyInstance } from 'fastify';
import { type Phone, parseEmail, parsePhone } from '../../../core/accounts/identifiers.ts';
import type { Picture } from '../../../core/avatars/avatars.ts';
import { takeAddressBudget } from '../../../http/address-budget.ts';
import { type BodyPolicy, mebibyte } from '../../../http/body-policy.ts';
import { object, type Static } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { refuseWeakPassword } from '../../strong-passwords.ts';
import { success } from '../envelope.ts';
import {
  avatar,
  email,
  longestAvatarBytes,
  name,
  newNickname,
  password,
  passwordAgain,
  phone,
  position,
  readAvatar,
} from '../fields.ts';

const SignUp = object({
  avatar,
  nickname: newNickname,
  passwd: password,
  repasswd: passwordAgain,
  name,
  phone,
  position,
  email,
});

// Far above the avatar's own bound, so that a picture that is too large is told as a field error (S1).
const bodyPolicy: BodyPolicy = {
  maxBytes: 32 * mebibyte,
  files: { avatar: { keep: 'memory', maxBytes: longestAvatarBytes } },
};
const perAddress = [{ most: 200, windowMs: 3_600_000 }];

/** staff `signUp` (S1): PUT as documented, POST as its client sends. */
export function registerSignUpRoute(app: FastifyInstance, { core, settings }: GatewayContext): void {
  app.route({
    method: ['PUT', 'POST'],
    url: '/signUp',
    config: { bodyPolicy },
    schema: { body: SignUp },
    handler: async (request) => {
      const body = request.body as Static<typeof SignUp>;
      const newPassword = { form: 'plain', value: body.passwd } as const;
      await refuseWeakPassword(settings, 'passwd', newPassword);
      await takeAddressBudget(core, 'sign-up', request.caller, perAddress);
      await core.registration.forStaff({
        handle: body.nickname,
        realName: body.name,
        phone: parsePhone(body.phone) as Phone,
        email: parseEmail(body.email) as string,
        position: body.position,
        avatar: readAvatar(body.avatar) as Picture,
        password: newPassword,
        approvalRequired: settings.approvalRequired,
        caller: request.caller,
      });
      return success(request, [], settings.approvalRequired ? '注册成功，请等待管理员审核' : '注册成功');
    },
  });
}
