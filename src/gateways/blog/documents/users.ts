import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, anyRequest, passwordSignIn, session } from '../../document-errors.ts';
import { exact, jwtPattern, numberOf } from '../../document-schemas.ts';
import { signature, succeeded } from './envelope.ts';

const user = {
  account: Type.String(),
  email: Type.String(),
  emailVerified: Type.Boolean(),
  status: Type.Union(['pending', 'normal', 'reject', 'freeze'].map((word) => Type.Literal(word))),
  nick: Type.String(),
  created: Type.Integer({ minimum: 0, description: '毫秒时间戳。Epoch milliseconds.' }),
  type: Type.Literal('client'),
  level: numberOf({ 0: '用户', 1: '管理员', 2: '所有者' }),
};

const userExample = {
  account: 'test',
  email: '468768678@qq.com',
  emailVerified: false,
  status: 'pending',
  nick: '小灰',
  created: 1561083720816,
  type: 'client',
  level: 0,
};
// The md5 of 111111, as the document's test user has it.
const password = '96e79218965eb72c92a549dd5a330112';

/** blog §1.2 (B3, B4, B6, B7). */
export const userOperations = {
  'POST /blogapi/reg': {
    summary: { zh: '用户注册', en: 'Register' },
    description: {
      zh: '邮箱待验证，会收到一封带链接的邮件。`nick` 默认为 新用户- 加 4 个字符（B6）。',
      en: 'The e-mail is unverified, and is mailed a link. `nick` defaults to 新用户- plus 4 characters (B6).',
    },
    clause: 'blog §1.2.1, B6, B7, R8',
    access: 'signed',
    reads: false,
    answer: succeeded(exact(user)),
    example: {
      body: { account: 'test', password, email: '468768678@qq.com', nick: '小灰', captcha: 'a1b2c' },
      answer: { code: 200, msg: 'success', data: userExample },
    },
    errors: [
      ...anyForm,
      ...signature,
      'signature.repeated',
      'captcha.required',
      'captcha.wrong',
      'identifier.taken',
      'request.too_many',
      'password.overloaded',
    ],
  },
  'POST /blogapi/login': {
    summary: { zh: '登录', en: 'Sign in' },
    description: {
      zh: '文档标题所指的登录（B4）。账号或地址失败 3 次后需要验证码。',
      en: 'What the document means by its title (B4). After 3 failures on an account or address a captcha is needed.',
    },
    clause: 'blog §1.2.2, B3, B4, R13',
    access: 'signed',
    reads: false,
    answer: succeeded(exact({ ...user, token: Type.String({ pattern: `^${jwtPattern}$` }) })),
    example: {
      body: { account: 'test', password },
      answer: {
        code: 200,
        msg: 'success',
        data: { ...userExample, token: 'eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl' },
      },
    },
    errors: [
      ...anyForm,
      ...signature,
      'signature.repeated',
      'captcha.required',
      'captcha.wrong',
      ...passwordSignIn,
      'account.email_unverified',
      'session.cannot_sign',
      'session.revoked',
    ],
  },
  'GET /admin/logout': {
    summary: { zh: '退出登录', en: 'Sign out' },
    description: {
      zh: '文档“登录”一节所示的路径（B4）；HEAD 不改变任何东西。',
      en: 'The path that the document shows below “sign-in” (B4); HEAD changes nothing.',
    },
    clause: 'blog §1.2.2, B3, B4',
    access: 'session',
    reads: false,
    answer: { status: 200, schema: exact({ code: Type.Literal(200), msg: Type.Literal('success') }) },
    example: { answer: { code: 200, msg: 'success' } },
    errors: [...anyRequest, ...signature, ...session],
  },
} as const satisfies Record<string, OperationDocument>;
