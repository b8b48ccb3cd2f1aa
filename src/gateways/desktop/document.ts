import { Type } from 'typebox';
import { type ContractDocument, inGroups, openAccess } from '../contract-document.ts';
import { exact } from '../document-schemas.ts';
import { heartOperations } from './documents/heart.ts';
import { upgradeOperations } from './documents/upgrade.ts';
import { userOperations } from './documents/user.ts';

/** The contract of the licensed desktop program (D1–D7). */
export const document: ContractDocument = {
  name: 'desktop',
  title: { zh: '桌面程序接口', en: 'The licensed desktop program' },
  summary: {
    zh: '短信登录、升级检测与下载、心跳与授权。',
    en: 'Sign-in by SMS, updates and their download, heartbeat and licence.',
  },
  securitySchemes: {
    token: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        '`verifyCode` 返回的 `token`（已带 `Bearer ` 前缀，24 小时有效）；不带前缀、带一个或两个都接受（D6）。\n\n' +
        'The `token` of `verifyCode`, which has its `Bearer ` already and lives 24 hours; raw, with one or with two (D6).',
    },
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      description:
        '有 `releases:write` 权限的 API Key，仅用于上传（D1）。\n\nAn API key with the right `releases:write`, for uploads alone (D1).',
    },
  },
  access: {
    open: openAccess,
    session: { words: { zh: '需要登录。', en: 'For whoever is signed in.' }, ways: [['token']] },
    publisher: {
      words: {
        zh: '需要管理员的 token，或有 releases:write 权限的 API Key（D1）。',
        en: 'For an administrator’s token, or an API key with releases:write (D1).',
      },
      ways: [['token'], ['apiKey']],
    },
  },
  failure: {
    schema: exact({
      data: Type.Null(),
      meta: exact({
        msg: Type.String({ minLength: 1 }),
        status: Type.Integer({ enum: [400, 401, 403, 404, 500] }),
      }),
    }),
    codePath: ['meta', 'status'],
    messagePath: ['meta', 'msg'],
  },
  ...inGroups(
    [{ zh: '登录', en: 'Sign-in' }, userOperations],
    [{ zh: '升级', en: 'Updates' }, upgradeOperations],
    [{ zh: '心跳', en: 'Heartbeat' }, heartOperations],
  ),
  fields: {
    account: 'A mainland mobile number.',
    code: 'The 6 digits that were sent.',
    version: 'The release’s version: 1 to 64 of `[0-9A-Za-z.+_-]`.',
    file: 'The file of the release.',
    channel: 'Whose releases to offer besides the stable ones (D7).',
    device: 'The installation’s own id, 1 to 128 characters (D7).',
    '*': 'The file’s name, as `path` has it.',
  },
};
