import type { DomainError } from '../../core/errors.ts';
import type { WireError } from '../../http/app.ts';
import { addFields, type ErrorTable, findWords } from '../error-table.ts';

interface Words {
  status: number;
  code: number;
  message: string;
}

/** The document's table of codes (mobile, 错误码), and R5 for the few that are not HTTP 200. */
const words = {
  general: { status: 500, code: 10000, message: '系统错误' },
  busy: { status: 503, code: 10000, message: '服务繁忙，请稍后再试' },
  tooMany: { status: 429, code: 10000, message: '操作太频繁，请稍后再试' },
  notFound: { status: 200, code: 10001, message: '数据未查到' },
  unknownPath: { status: 404, code: 10002, message: '访问的路径不存在' },
  forbidden: { status: 200, code: 10003, message: '该用户没有访问或操作权限' },
  badToken: { status: 200, code: 10004, message: '无效的Token' },
  badField: { status: 200, code: 10005, message: '请求字段不合法' },
  malformed: { status: 400, code: 10005, message: '请求格式不正确' },
  tooLarge: { status: 413, code: 10005, message: '请求内容过大' },
  unknownAccount: { status: 200, code: 10006, message: '用户未注册' },
  wrongPassword: { status: 200, code: 10007, message: '密码错误' },
  wrongCode: { status: 200, code: 10008, message: '无效的验证码' },
  taken: { status: 200, code: 10009, message: '用户已注册' },
  sentTooOften: { status: 200, code: 10010, message: '短信发送太频繁' },
  outOfCredit: { status: 200, code: 10011, message: '短信服务欠费' },
  refusedByProvider: { status: 200, code: 10012, message: '短信服务其他错误' },
  smsUnavailable: { status: 200, code: 10013, message: '短信服务不可用' },
  emailUnavailable: { status: 200, code: 10014, message: '邮件服务不可用' },
} as const satisfies Record<string, Words>;

/** How this contract says each kind of failure, and single codes otherwise. */
export const errorTable: ErrorTable<Words> = {
  kinds: {
    invalid: words.badField,
    unauthenticated: words.badToken,
    forbidden: words.forbidden,
    not_found: words.notFound,
    conflict: words.taken,
    rate_limited: words.tooMany,
    unavailable: words.busy,
    internal: words.general,
  },
  codes: {
    'request.malformed': words.malformed,
    'request.too_large': words.tooLarge,
    'request.unknown_path': words.unknownPath,
    'account.unknown': words.unknownAccount,
    'feedback.category_not_found': words.badField,
    'password.wrong': words.wrongPassword,
    'code.wrong': words.wrongCode,
    'code.too_many_sends': words.sentTooOften,
    'sms.throttled': words.sentTooOften,
    'sms.out_of_credit': words.outOfCredit,
    'sms.rejected': words.refusedByProvider,
    'email.rejected': words.refusedByProvider,
    'sms.unavailable': words.smsUnavailable,
    'sms.misconfigured': words.smsUnavailable,
    'email.unavailable': words.emailUnavailable,
  },
};

/** `{code, message, data}` with one of the document's fifteen codes. */
export function writeError(error: DomainError): WireError {
  const { status, code, message } = findWords(errorTable, error);
  return { status, body: { code, message: addFields(message, error), data: {} } };
}
