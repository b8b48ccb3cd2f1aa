import type { DomainError } from '../../core/errors.ts';
import type { WireError } from '../../http/app.ts';
import { addFields, type ErrorTable, findWords } from '../error-table.ts';

interface Words {
  status: 400 | 401 | 403 | 404 | 500;
  msg: string;
}

/** The document's statuses (desktop §1.1.2) and R5: what was asked wrongly is 400, also where it clashes. */
export const errorTable: ErrorTable<Words> = {
  kinds: {
    invalid: { status: 400, msg: '请求参数不正确' },
    unauthenticated: { status: 401, msg: '未授权，请先登录' },
    forbidden: { status: 403, msg: '被禁止访问' },
    not_found: { status: 404, msg: '请求的资源不存在' },
    conflict: { status: 400, msg: '与已有内容冲突' },
    rate_limited: { status: 403, msg: '操作太频繁，请稍后再试' },
    unavailable: { status: 500, msg: '服务暂时不可用，请稍后再试' },
    internal: { status: 500, msg: '内部错误' },
  },
  codes: {
    'request.malformed': { status: 400, msg: '请求格式不正确' },
    'request.too_large': { status: 400, msg: '请求内容过大' },
    'request.unknown_path': { status: 400, msg: '请求的地址不存在' },
    'session.invalid': { status: 401, msg: 'token 无效，请重新登录' },
    'session.expired': { status: 401, msg: '登录已过期，请重新登录' },
    'session.revoked': { status: 401, msg: '登录已失效，请重新登录' },
    'api_key.wrong': { status: 401, msg: 'API Key 无效' },
    'right.missing': { status: 403, msg: '没有权限执行此操作' },
    'account.waiting': { status: 403, msg: '账号正在等待审核' },
    'account.rejected': { status: 403, msg: '账号审核未通过' },
    'account.frozen': { status: 403, msg: '账号已被冻结' },
    'code.wrong': { status: 400, msg: '验证码错误或已过期' },
    'code.too_many_sends': { status: 403, msg: '验证码发送太频繁，请稍后再试' },
    'sms.throttled': { status: 403, msg: '短信发送太频繁，请稍后再试' },
    'sms.out_of_credit': { status: 500, msg: '短信服务暂时不可用，请稍后再试' },
    'sms.rejected': { status: 500, msg: '短信发送失败，请稍后再试' },
    'sms.unavailable': { status: 500, msg: '短信服务暂时不可用，请稍后再试' },
    'sms.misconfigured': { status: 500, msg: '短信服务暂时不可用，请稍后再试' },
    'release.none': { status: 404, msg: '还没有发布任何版本' },
    'release.not_found': { status: 404, msg: '文件不存在' },
    'release.version_taken': { status: 400, msg: '该版本已经发布过，且内容不同' },
    'release.path_taken': { status: 400, msg: '下载路径已被其他版本占用' },
    'storage.unavailable': { status: 500, msg: '文件暂时无法读写，请稍后再试' },
  },
};

/** `{data: null, meta: {msg, status}}`, where `status` is the HTTP status too. */
export function writeError(error: DomainError): WireError {
  const { status, msg } = findWords(errorTable, error);
  return { status, body: { data: null, meta: { msg: addFields(msg, error), status } } };
}
