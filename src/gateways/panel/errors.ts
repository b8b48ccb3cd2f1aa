import type { DomainError } from '../../core/errors.ts';
import type { WireError } from '../../http/app.ts';
import { addFields, type ErrorTable, findWords } from '../error-table.ts';

interface Words {
  status: number;
  code: 0 | 4403;
  msg: string;
  desc?: string;
}

/** The document's tables of status and business codes (panel §1.1.2, §1.1.3), and R5. */
const words = {
  unauthenticated: {
    status: 403,
    code: 4403,
    msg: '认证失败!',
    desc: "openApi 认证失败，请在请求头 api-token 中提供正确的 openApiToken。注意，新版本将'cookieApiToken'改名为'openApiToken',请及时重置修改密码重置此token",
  },
  forbidden: { status: 403, code: 0, msg: '没有权限进行此操作' },
  tooMany: { status: 403, code: 0, msg: '尝试次数过多，请稍后再试' },
  unknownPath: { status: 400, code: 0, msg: '请求的地址不存在' },
  malformed: { status: 400, code: 0, msg: '请求格式不正确' },
  tooLarge: { status: 400, code: 0, msg: '请求内容过大' },
  notFound: { status: 404, code: 0, msg: '请求的资源不存在' },
  badField: { status: 422, code: 0, msg: '请求参数不正确' },
  conflict: { status: 422, code: 0, msg: '请求的资源已存在' },
  busy: { status: 500, code: 0, msg: '服务繁忙，请稍后再试' },
  fault: { status: 500, code: 0, msg: '内部错误' },
} as const satisfies Record<string, Words>;

/** How this contract says each kind of failure, and single codes otherwise. */
export const errorTable: ErrorTable<Words> = {
  kinds: {
    invalid: words.badField,
    unauthenticated: words.unauthenticated,
    forbidden: words.forbidden,
    not_found: words.notFound,
    conflict: words.conflict,
    rate_limited: words.tooMany,
    unavailable: words.busy,
    internal: words.fault,
  },
  codes: {
    'request.malformed': words.malformed,
    'request.too_large': words.tooLarge,
    'request.unknown_path': words.unknownPath,
  },
};

/** `{data, code, msg}` with code 0, or 4403 and a `desc` for a wrong or missing token. */
export function writeError(error: DomainError): WireError {
  const { status, code, msg, desc } = findWords(errorTable, error);
  const body = { data: null, code, msg: addFields(msg, error) };
  return { status, body: desc === undefined ? body : { ...body, desc } };
}
