import type { DomainError, ErrorParams } from '../../core/errors.ts';
import type { WireError } from '../../http/app.ts';
import { describeFields, type ErrorTable, findWords } from '../error-table.ts';
import { commandOf } from './envelope.ts';

interface Words {
  status: number;
  message: string;
}

/** The document gives failures no codes: HTTP statuses are R5's, the texts S4's and S5's where those name one. */
const words = {
  fault: { status: 500, message: '系统错误，请稍后再试' },
  busy: { status: 503, message: '服务繁忙，请稍后再试' },
  tooMany: { status: 429, message: '操作太频繁，请稍后再试' },
  unknownPath: { status: 404, message: '访问的接口不存在' },
  malformed: { status: 400, message: '请求格式不正确' },
  tooLarge: { status: 413, message: '请求内容过大' },
  badField: { status: 200, message: '参数不正确' },
  notAllowed: { status: 200, message: '权限不足，操作失败' },
  notFound: { status: 200, message: '数据不存在' },
  unknownUser: { status: 200, message: '用户不存在' },
  lastOwner: { status: 200, message: '不能删除最后一位所有者' },
  taken: { status: 200, message: '用户名、手机号或邮箱已被使用' },
  wrongPassword: { status: 200, message: '用户名或密码错误' },
  wrongCaptcha: { status: 200, message: '验证码错误或已过期' },
  waiting: { status: 200, message: '用户正在等待审核中' },
  rejected: { status: 200, message: '用户审核未通过' },
  frozen: { status: 200, message: '用户已被冻结' },
  triedTooOften: { status: 429, message: '密码错误次数过多，请稍后再试' },
  locked: { status: 429, message: '密码错误次数过多，密码登录已锁定，请联系管理员' },
} as const satisfies Record<string, Words>;

/** How this contract says each kind of failure, and single codes otherwise. */
export const errorTable: ErrorTable<Words> = {
  kinds: {
    invalid: words.badField,
    unauthenticated: words.notAllowed,
    forbidden: words.notAllowed,
    not_found: words.notFound,
    conflict: words.taken,
    rate_limited: words.tooMany,
    unavailable: words.busy,
    internal: words.fault,
  },
  codes: {
    'request.malformed': words.malformed,
    'request.too_large': words.tooLarge,
    'request.unknown_path': words.unknownPath,
    'account.not_found': words.unknownUser,
    'account.last_owner': words.lastOwner,
    'account.unknown': words.wrongPassword,
    'account.waiting': words.waiting,
    'account.rejected': words.rejected,
    'account.frozen': words.frozen,
    'password.wrong': words.wrongPassword,
    'password.too_many_tries': words.triedTooOften,
    'password.locked': words.locked,
    'captcha.wrong': words.wrongCaptcha,
  },
};

const takenMessages: Record<NonNullable<ErrorParams['identifier']>, string> = {
  handle: '用户名已被使用',
  phone: '手机号已被使用',
  email: '邮箱已被使用',
};

/** `{status: false, data: [], message, cmd}`; the message tells every field that fails (S1). */
export function writeError(error: DomainError, request: { url: string }): WireError {
  const { status, message } = findWords(errorTable, error);
  const { identifier } = error.params;
  const told = describeFields(error) || (identifier && takenMessages[identifier]) || message;
  return { status, body: { status: false, data: [], message: told, cmd: commandOf(request.url) } };
}
