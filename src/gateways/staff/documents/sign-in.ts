import { Type } from 'typebox';
import type { OperationDocument } from '../../contract-document.ts';
import { anyForm, passwordSignIn } from '../../document-errors.ts';
import { exact, Id, jwtPattern, numberOf } from '../../document-schemas.ts';
import { Nothing, succeeded } from './envelope.ts';

/** What an account may do (S4). */
export const UserLevel = numberOf({ 1: '所有者', 2: '管理员', 3: '用户' });

const SignedIn = exact({
  account_status: numberOf({ 1: '已审核' }),
  id: Id,
  nickname: Type.String(),
  token: Type.String({ pattern: `^${jwtPattern}$` }),
  user_level: UserLevel,
});

const signUp = {
  summary: { zh: '注册', en: 'Sign up' },
  description: {
    zh: '新账号等待审核（S4）。头像按内容判断：png、jpg、bmp，最大 30720 字节，宽高最大 1024 像素（S1）。',
    en: 'A new account waits for approval (S4). The avatar is judged by its bytes: png, jpg or bmp, 30720 bytes and 1024 × 1024 pixels at most (S1).',
  },
  clause: 'staff signUp, S1–S4, R2',
  access: 'open',
  reads: false,
  answer: succeeded(Nothing, 'signUp', ['注册成功，请等待管理员审核', '注册成功']),
  example: {
    body: {
      avatar: 'avatar.png',
      nickname: '小明',
      passwd: 'secret-1',
      repasswd: 'secret-1',
      name: '王小明',
      phone: '13800138000',
      position: '工程师',
      email: 'xiaoming@example.com',
    },
    answer: { status: true, data: [], message: '注册成功，请等待管理员审核', cmd: 'signUp' },
  },
  errors: [...anyForm, 'identifier.taken', 'password.overloaded', 'request.too_many', 'storage.unavailable'],
} as const satisfies OperationDocument;

/** staff `signUp` and `login` (S1–S4). */
export const signInOperations = {
  'PUT /signUp': signUp,
  'POST /signUp': { ...signUp, summary: { zh: '注册（POST）', en: 'Sign up (POST)' } },
  'POST /login': {
    summary: { zh: '登录', en: 'Sign in' },
    description: {
      zh: '先判断字段，再比较验证码，最后判断密码（R8）。未审核的账号得不到 token（S4）。',
      en: 'The fields are judged first, then the captcha, then the password (R8). Who is not approved gets no token (S4).',
    },
    clause: 'staff login, S4, R8, R13',
    access: 'open',
    reads: false,
    answer: succeeded(SignedIn, 'login', ['登录成功']),
    example: {
      body: { nickname: 'admin', passwd: 'secret-1', captcha_code: 'a1b2c', captcha_id: 'f91737' },
      answer: {
        status: true,
        data: {
          account_status: 1,
          id: 3,
          nickname: 'admin',
          token: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIzIn0.c2lnbmF0dXJl',
          user_level: 1,
        },
        message: '登录成功',
        cmd: 'login',
      },
    },
    errors: [...anyForm, 'captcha.wrong', ...passwordSignIn, 'session.cannot_sign', 'session.revoked'],
  },
} as const satisfies Record<string, OperationDocument>;
