import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, smsSending } from '../../document-errors.ts';
import { exact, jwtPattern, nullable, numberOf, PrintedTime } from '../../document-schemas.ts';
import { succeeded } from './envelope.ts';

const Receipt = exact({
  Message: Type.String(),
  RequestId: Type.String(),
  Code: Type.String(),
  BizId: Type.String(),
});

/** The standing of the account's licence (D5). */
export const LicenceStatus = numberOf({ 1: '正常', 2: '已过期', 3: '已吊销' });
/** As `verifyCode` and the heartbeat show it. */
export const Token = Type.String({ pattern: `^Bearer ${jwtPattern}$` });

const Person = exact({
  account: Type.String({ pattern: '^1\\d{10}$' }),
  password: Type.Literal(''),
  name: Type.String(),
  imgsrc: Type.String(),
  signature: Type.String(),
  breif: nullable(Type.String()),
  license_number: nullable(Type.String({ minLength: 1 })),
  status: LicenceStatus,
  effect_date: nullable(PrintedTime),
  expired_time: nullable(PrintedTime),
  token: Token,
});

const exampleToken =
  'Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJhY2NvdW50IjoiMTgzMzIxMzM3NzYiLCJwYXNzd29yZCI6IiIsIm5hbWUiOiIiLCJpbWdzcmMiOiIiLCJzaWduYXR1cmUiOiIiLCJicmVpZiI6bnVsbCwibGljZW5zZV9udW1iZXIiOm51bGwsInN0YXR1cyI6MSwiZWZmZWN0X2RhdGUiOm51bGwsImV4cGlyZWRfdGltZSI6bnVsbCwiaWF0IjoxNjk4MDMzMTU3LCJleHAiOjE2OTgxMTk1NTd9.P7GyhWTyUw_TavbP6vWtSpGfOonmDMNMnoieR3bpuJA';

/** desktop `user/*` (§1.2). */
export const userOperations = {
  'POST /api/user/sendCode': {
    summary: { zh: '发送验证码', en: 'Send a code by SMS' },
    description: {
      zh: '中国大陆手机号。`data` 是短信服务商的回执。同一号码 60 秒一次，每小时 5 次，每天 10 次（R7）。',
      en: 'To a mainland mobile number. `data` is the SMS provider’s receipt. Once in 60 seconds, 5 an hour, 10 a day (R7).',
    },
    clause: 'desktop §1.2.1, R7',
    access: 'open',
    reads: false,
    answer: succeeded(Receipt, '发送成功'),
    example: {
      body: { account: '18332133776' },
      answer: {
        data: {
          Message: 'OK',
          RequestId: 'D1BF04CD-50FD-5EE1-B172-B30733601C04',
          Code: 'OK',
          BizId: '910223398032968639^0',
        },
        meta: { msg: '发送成功', status: 200 },
      },
    },
    errors: [...anyForm, ...smsSending],
  },
  'POST /api/user/verifyCode': {
    summary: { zh: '校验验证码并登录', en: 'Sign in with the code' },
    description: {
      zh: '未注册的号码会成为新账号。`token` 用于心跳，24 小时有效。',
      en: 'A number that nobody has becomes an account. The `token` serves the heartbeat and lives 24 hours.',
    },
    clause: 'desktop §1.2.2, D5, R7',
    access: 'open',
    reads: false,
    answer: succeeded(Person, '登录成功！'),
    example: {
      body: { account: '18332133776', code: '123456' },
      answer: {
        data: {
          account: '18332133776',
          password: '',
          name: '',
          imgsrc: '',
          signature: '',
          breif: null,
          license_number: null,
          status: 1,
          effect_date: null,
          expired_time: null,
          token: exampleToken,
        },
        meta: { msg: '登录成功！', status: 200 },
      },
    },
    errors: [
      ...anyForm,
      'code.wrong',
      'account.waiting',
      'account.rejected',
      'account.frozen',
      'session.revoked',
      'session.cannot_sign',
    ],
  },
} as const satisfies Record<string, OperationDocument>;
