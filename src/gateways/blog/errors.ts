import type { DomainError, FieldError } from '../../core/errors.ts';
import type { WireError } from '../../http/app.ts';
import { type ErrorTable, findWords } from '../error-table.ts';

interface Words {
  /** The HTTP status and the body's `code`, which are one. */
  code: number;
  msg: string;
  /** The field that is to blame, where it is always the same one. */
  field?: string;
}

/** The document's table of codes (blog, 状态码说明), and R5 for what it leaves open. */
const words = {
  repeated: { code: 201, msg: '重复提交' },
  invalid: { code: 400, msg: '请求参数不正确' },
  malformed: { code: 400, msg: '请求格式不正确' },
  tooLarge: { code: 400, msg: '请求内容过大' },
  badTimestamp: { code: 400, msg: '请求时间戳 timestamp 缺失或不是数字', field: 'timestamp' },
  taken: { code: 400, msg: '已经存在的用户名' },
  captchaRequired: { code: 400, msg: '请输入图形验证码', field: 'captcha' },
  captchaWrong: { code: 400, msg: '图形验证码不正确或已失效', field: 'captcha' },
  linkUsed: { code: 400, msg: '链接已使用或已过期' },
  unauthenticated: { code: 401, msg: '认证失败' },
  wrongPassword: { code: 401, msg: '用户名或密码错误' },
  revoked: { code: 401, msg: '登录已失效，请重新登录' },
  expired: { code: 402, msg: '登录已过期，请重新登录' },
  forbidden: { code: 403, msg: '没有访问权限' },
  waiting: { code: 403, msg: '账号正在等待审核' },
  rejected: { code: 403, msg: '账号未通过审核' },
  frozen: { code: 403, msg: '账号已被冻结' },
  emailUnverified: { code: 403, msg: '请先验证邮箱' },
  tooMany: { code: 403, msg: '操作太频繁，请稍后再试' },
  notFound: { code: 404, msg: '请求的资源不存在' },
  fault: { code: 500, msg: '系统错误' },
  busy: { code: 504, msg: '服务繁忙，请稍后再试' },
  noToken: { code: 511, msg: '请求头缺少 access-token' },
  noAuthKey: { code: 512, msg: '缺少 auth_key' },
  signatureExpired: { code: 513, msg: '接口参数验证 token 已过期' },
  signatureWrong: { code: 514, msg: '接口参数 token 验证失败' },
  cannotSign: { code: 520, msg: '登录凭证生成失败' },
  badToken: { code: 521, msg: '登录凭证验证失败' },
} as const satisfies Record<string, Words>;

/** How this contract says each kind of failure, and single codes otherwise. */
export const errorTable: ErrorTable<Words> = {
  kinds: {
    invalid: words.invalid,
    unauthenticated: words.unauthenticated,
    forbidden: words.forbidden,
    not_found: words.notFound,
    conflict: words.invalid,
    rate_limited: words.tooMany,
    unavailable: words.busy,
    internal: words.fault,
  },
  codes: {
    'request.malformed': words.malformed,
    'request.too_large': words.tooLarge,
    'signature.key_missing': words.noAuthKey,
    'signature.timestamp_invalid': words.badTimestamp,
    'signature.expired': words.signatureExpired,
    'signature.wrong': words.signatureWrong,
    'signature.repeated': words.repeated,
    'session.missing': words.noToken,
    'session.invalid': words.badToken,
    'session.expired': words.expired,
    'session.revoked': words.revoked,
    'session.cannot_sign': words.cannotSign,
    'password.wrong': words.wrongPassword,
    'account.unknown': words.wrongPassword,
    'account.waiting': words.waiting,
    'account.rejected': words.rejected,
    'account.frozen': words.frozen,
    'account.email_unverified': words.emailUnverified,
    'identifier.taken': words.taken,
    'captcha.required': words.captchaRequired,
    'captcha.wrong': words.captchaWrong,
    'email_proof.wrong': words.linkUsed,
  },
};

const takenEmail: Words = { code: 400, msg: '该邮箱已被注册', field: 'email' };
const takenHandle: Words = { ...words.taken, field: 'account' };

/** `{code, msg, errors?}`; `errors` names every field that is to blame. */
export function writeError(error: DomainError): WireError {
  const { code, msg, field } = chooseWords(error);
  const fields = error.params.fields?.map(describeField) ?? (field === undefined ? [] : [{ field, msg }]);
  return { status: code, body: { code, msg, ...(fields.length > 0 && { errors: fields }) } };
}

function chooseWords(error: DomainError): Words {
  if (error.params.identifier === 'email') return takenEmail;
  if (error.params.identifier === 'handle') return takenHandle;
  return findWords(errorTable, error);
}

function describeField({ field, label, rule }: FieldError): { field: string; msg: string } {
  return { field, msg: `${label}：${rule}` };
}
