import type { FastifyInstance } from 'fastify';
import { defaultArea, type Phone, parsePhone } from '../../../core/accounts/identifiers.ts';
import { invalidFields } from '../../../core/errors.ts';
import type { SmsReceipt } from '../../../core/ports.ts';
import { object, type Static, text } from '../../../http/fields.ts';
import type { GatewayContext } from '../../gateway.ts';
import { success } from '../envelope.ts';
import { viewPerson } from '../views.ts';

const account = text('手机号', '不能为空', { minLength: 1, maxLength: 32 });
const code = text('验证码', '6 位数字', { pattern: '^\\d{6}$' });

const SendCode = object({ account });
const VerifyCode = object({ account, code });

/** desktop `user/*` (§1.2). */
export function registerUserRoutes(app: FastifyInstance, context: GatewayContext): void {
  const { codes, licences, sessions, signIn } = context.core;

  app.post('/api/user/sendCode', { schema: { body: SendCode } }, async (request) => {
    const { account } = request.body as Static<typeof SendCode>;
    const receipt = await codes.send({ phone: readPhone(account) }, 'sign-in', request.caller);
    return success(viewReceipt(receipt as SmsReceipt), '发送成功');
  });

  app.post('/api/user/verifyCode', { schema: { body: VerifyCode } }, async (request) => {
    const { account, code } = request.body as Static<typeof VerifyCode>;
    const phone = readPhone(account);
    const signedIn = await signIn.withPhoneCode({ phone, code, caller: request.caller });
    const person = viewPerson(signedIn.account, await licences.findFor(signedIn.account.id), request, context);
    return success({ ...person, token: `Bearer ${sessions.sign(signedIn.session, person)}` }, '登录成功！');
  });
}

/** A mainland mobile number; throws `request.invalid_fields` for anything else. */
function readPhone(text: string): Phone {
  const phone = parsePhone(text);
  if (phone?.area !== defaultArea) {
    throw invalidFields({ field: 'account', label: '手机号', rule: '不是有效的中国大陆手机号' });
  }
  return phone;
}

/** The provider's receipt in the order of the document, and nothing else that a provider may say. */
function viewReceipt({ Message, RequestId, Code, BizId }: SmsReceipt): SmsReceipt {
  return { Message, RequestId, Code, BizId };
}
