import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyBody, anyForm, passwordSignIn, session, smsSending } from '../../document-errors.ts';
import { exact, PrintedTime } from '../../document-schemas.ts';
import { done, doneExample, succeeded } from './envelope.ts';

const OpaqueToken = Type.String({ pattern: '^[A-Za-z0-9]{50}$' });

const Tokens = exact({
  access_token: OpaqueToken,
  refresh_token: OpaqueToken,
  expires_at: PrintedTime,
  expires_in: Type.Literal(604800),
});

const tokensExample = {
  code: 0,
  message: 'success',
  data: {
    access_token: 'lRnCFDxpK6PhpT44YaaLMwHmvI97GCIQvxazlNSQC4XxjDBCAV',
    refresh_token: 'aQ4XO33CSez6aSXEaiptgD10NzbWMu42xh3Wvb3YI2pgpD1raD',
    expires_at: '2019-05-29 18:22:30',
    expires_in: 604800,
  },
};

/** mobile `/api/auth/*` (M1–M5). */
export const authOperations = {
  'POST /api/auth/send_code': {
    summary: { zh: '发送验证码', en: 'Send a code' },
    description: {
      zh: '`account` 为手机号（配合 `area`，默认 86）或邮箱；短信和邮件都立即发送（M1）。',
      en: '`account` is a phone (with `area`, 86 unless told) or an e-mail; both are sent at once (M1).',
    },
    clause: 'mobile auth/send_code, M1, R7',
    access: 'open',
    reads: false,
    answer: done,
    example: { body: { area: '86', account: '18656660930' }, answer: doneExample },
    errors: [...anyForm, ...smsSending, 'email.rejected', 'email.unavailable'],
  },
  'POST /api/auth/check_code': {
    summary: { zh: '校验验证码', en: 'Check a code' },
    description: {
      zh: '只校验，不消耗；错误的尝试仍计数（M2）。',
      en: 'Verifies without consuming; a wrong try counts all the same (M2).',
    },
    clause: 'mobile auth/check_code, M1, M2',
    access: 'open',
    reads: false,
    answer: done,
    example: { body: { area: '86', account: '18656660930', code: '123456' }, answer: doneExample },
    errors: [...anyForm, 'code.wrong'],
  },
  'POST /api/auth/register': {
    summary: { zh: '注册', en: 'Register' },
    description: {
      zh: '消耗验证码。先判断密码（6~64 位），不合格时不消耗验证码（M2）。',
      en: 'Consumes the code. The password (6 to 64 characters) is judged first, and consumes nothing (M2).',
    },
    clause: 'mobile auth/register, M1, M2, M4',
    access: 'open',
    reads: false,
    answer: succeeded(Tokens),
    example: {
      body: { area: '86', account: '18656660930', code: '123456', password: 'secret-1' },
      answer: tokensExample,
    },
    errors: [...anyForm, 'code.wrong', 'identifier.taken', 'password.overloaded', 'session.revoked'],
  },
  'POST /api/auth/access_token': {
    summary: { zh: '登录', en: 'Sign in' },
    description: {
      zh: '`account` 为手机号、邮箱或用户名（M1）。加固模式下未注册与密码错误同为 10007（M3）。',
      en: '`account` is a phone, an e-mail or a handle (M1). Hardened, 10007 is said of unknown accounts, too (M3).',
    },
    clause: 'mobile auth/access_token, M1, M3, M4, R13',
    access: 'open',
    reads: false,
    answer: succeeded(Tokens),
    example: { body: { area: '86', account: '18656660930', password: 'secret-1' }, answer: tokensExample },
    errors: [...anyForm, ...passwordSignIn, 'account.unknown', 'session.revoked'],
  },
  'POST /api/auth/refresh_token': {
    summary: { zh: '刷新 Token', en: 'Renew the tokens' },
    description: {
      zh: '刷新 Token 只能用一次；10 秒内重试且新 Token 尚未使用时得到同样的结果，更晚的重复使用会结束整个会话（M4）。',
      en: 'A refresh token serves once; within 10 s, and as long as its successor has not been used, it gets the same successor. A later second use ends the session (M4).',
    },
    clause: 'mobile auth/refresh_token, M4',
    access: 'open',
    reads: false,
    answer: succeeded(Tokens),
    example: {
      body: { refresh_token: 'aQ4XO33CSez6aSXEaiptgD10NzbWMu42xh3Wvb3YI2pgpD1raD' },
      answer: tokensExample,
    },
    errors: [...anyForm, 'session.invalid', 'session.expired', 'session.revoked'],
  },
  'POST /api/auth/destroy_token': {
    summary: { zh: '退出登录', en: 'Sign out' },
    clause: 'mobile auth/destroy_token, R9',
    access: 'session',
    reads: false,
    answer: done,
    example: { answer: doneExample },
    errors: [...anyBody, ...session],
  },
} as const satisfies Record<string, OperationDocument>;
