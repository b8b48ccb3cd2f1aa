import { Type } from 'typebox';
import { type ContractDocument, inGroups, openAccess } from '../contract-document.ts';
import { exact } from '../document-schemas.ts';
import { captchaOperations } from './documents/captcha.ts';
import { signInOperations } from './documents/sign-in.ts';
import { userOperations } from './documents/users.ts';

/** The contract of the internal staff directory (S1–S9). */
export const document: ContractDocument = {
  name: 'staff',
  title: { zh: '员工目录接口', en: 'The staff directory' },
  summary: {
    zh: '注册、审核、登录与员工资料。',
    en: 'Sign-up, approval, sign-in and the directory of people.',
  },
  securitySchemes: {
    token: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        '`login` 返回的 `token`，可带 `Bearer `（S5）。\n\nThe `token` of `login`, raw or with `Bearer ` (S5).',
    },
  },
  access: {
    open: openAccess,
    level1: { words: { zh: '需要等级 1（所有者）。', en: 'For level 1, an owner.' }, ways: [['token']] },
    level2: { words: { zh: '需要等级 1 或 2。', en: 'For levels 1 and 2.' }, ways: [['token']] },
    level1OrOneself: {
      words: { zh: '需要等级 1，或是本人。', en: 'For level 1, or whoever the path names.' },
      ways: [['token']],
    },
    level2OrOneself: {
      words: { zh: '需要等级 1 或 2，或是本人。', en: 'For levels 1 and 2, or whoever the path names.' },
      ways: [['token']],
    },
  },
  failure: {
    schema: exact({
      status: Type.Literal(false),
      data: Type.Array(Type.Never(), { maxItems: 0 }),
      message: Type.String({ minLength: 1 }),
      cmd: Type.String(),
    }),
    codePath: ['status'],
    messagePath: ['message'],
  },
  ...inGroups(
    [
      { zh: '注册与登录', en: 'Sign-up and sign-in' },
      { ...signInOperations, ...captchaOperations },
    ],
    [{ zh: '用户', en: 'People' }, userOperations],
  ),
  fields: {
    avatar: 'A png, jpg or bmp: 30720 bytes and 1024 × 1024 pixels at most, judged by its bytes.',
    nickname: 'What the person is called and signs in with: 2 to 16 Chinese characters, letters, digits, `_` or `-`.',
    passwd: 'The password: 6 to 16 letters, digits, `_` or `-`.',
    repasswd: 'The password once more.',
    name: 'The real name: 2 to 16 Chinese characters, letters, digits, `_` or `-`.',
    phone: 'A mainland mobile number of 11 digits, not of a virtual operator.',
    position: 'What the person does: 2 to 20 Chinese characters, letters, digits, `_` or `-`.',
    email: 'An e-mail address, 254 characters at most.',
    captcha_code: 'What the captcha shows: 5 letters and digits.',
    captcha_id: 'The `id` of the captcha.',
    page: 'Which page, from 1.',
    id: 'The person’s number.',
  },
};
