import { Type } from 'typebox';
import { type ContractDocument, inGroups } from '../contract-document.ts';
import { exact } from '../document-schemas.ts';
import { serviceOperations } from './documents/service.ts';
import { userOperations } from './documents/users.ts';

const signature = ['authKey', 'timestamp', 'signature'] as const;

/** The contract of the blog's front end (B1–B8). */
export const document: ContractDocument = {
  name: 'blog',
  title: { zh: '博客接口', en: 'The blog' },
  summary: {
    zh: '注册、登录与图形验证码；每个请求都要签名。',
    en: 'Registration, sign-in and captchas; every request is signed.',
  },
  securitySchemes: {
    authKey: {
      type: 'apiKey',
      in: 'query',
      name: 'auth_key',
      description: '授权码校验 key，在查询串或请求体中（B1）。\n\nThe key, in the query or the body (B1).',
    },
    timestamp: {
      type: 'apiKey',
      in: 'query',
      name: 'timestamp',
      description:
        '请求时间戳，毫秒，误差不超过 5 分钟（B2）。\n\nNow in milliseconds; no more than 5 minutes off (B2).',
    },
    signature: {
      type: 'apiKey',
      in: 'query',
      name: 'token',
      description:
        '签名：除 `token` 和 `auth_key` 外所有参数（查询串与请求体顶层字段一起）按名称排序，把值依次拼接，再拼接 auth_secret，取 md5 的 32 位小写十六进制。' +
        '数字和布尔按 JSON 书写，嵌套的值为紧凑 JSON，文件不参与签名（B1）。' +
        '例：`mobile=18701086068`、`timestamp=1529379565395`、`type=login`，auth_secret 为 `G7qMjMTRYkG7tuc9zujGvkVImW4WJ5kh`，得 `e47faedcccab34f2f91ddba207dad5f8`。\n\n' +
        'The signature: lowercase md5 hex of the values of all parameters but `token` and `auth_key` (query and top-level body fields together), sorted by name and joined, then the secret. ' +
        'Numbers and booleans are written as JSON writes them, nested values as compact JSON; files are not signed (B1). The parameters and the secret above give the token above.',
    },
    session: {
      type: 'apiKey',
      in: 'header',
      name: 'access-token',
      description: '`login` 返回的 `token`，30 天有效（B3）。\n\nThe `token` of `login`, which lives 30 days (B3).',
    },
    bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: '同一 token，真实前端这样发送（B3）。\n\nThe same token, as the family’s front end sends it (B3).',
    },
  },
  access: {
    open: { words: { zh: '无需签名。', en: 'Open to everybody, without a signature.' }, ways: [] },
    signed: { words: { zh: '需要签名。', en: 'Signed.' }, ways: [signature] },
    session: {
      words: { zh: '需要签名和登录。', en: 'Signed, and for whoever is signed in.' },
      ways: [
        [...signature, 'session'],
        [...signature, 'bearer'],
      ],
    },
  },
  failure: {
    schema: exact({
      code: Type.Integer({ enum: [201, 400, 401, 402, 403, 404, 500, 504, 511, 512, 513, 514, 520, 521] }),
      msg: Type.String({ minLength: 1 }),
      errors: Type.Optional(
        Type.Array(exact({ field: Type.String({ minLength: 1 }), msg: Type.String({ minLength: 1 }) }), {
          minItems: 1,
        }),
      ),
    }),
    codePath: ['code'],
    messagePath: ['msg'],
  },
  ...inGroups(
    [{ zh: '用户', en: 'Users' }, userOperations],
    [{ zh: '验证码与邮箱验证', en: 'Captchas and e-mail proofs' }, serviceOperations],
  ),
  fields: {
    token: 'What the mailed link ends with; not the signature.',
    width: 'Pixels, 60 to 400; 120 unless told.',
    height: 'Pixels, 24 to 160; 44 unless told.',
    account: 'The handle: 2 to 32 letters, digits or `-_+<>.`; to sign in, a phone or an e-mail too.',
    password: 'The md5 of the password: 32 hexadecimal digits.',
    email: 'An e-mail address.',
    nick: 'The nickname, 32 characters at most.',
    captcha: 'What the captcha shows.',
    captcha_id: 'The `X-Captcha-Id` of the captcha, from clients without cookies.',
  },
};
