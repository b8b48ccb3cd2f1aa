import type { ContractName } from '../../src/contracts/names.ts';
import type { DoorName } from '../../test/support/doors.ts';
import type { WireAnswer } from './wire.ts';

/** A contract, or the operators' API. */
export type Target = ContractName | 'management';

/** Who was asked for what, as far as the answer depends on that. */
export interface Asked {
  target: Target;
  method: string;
  path: string;
}

type Body = Record<string, unknown>;

/** What an answer must never tell: where code lies, what it runs on, what the database said. */
const internals =
  /node_modules|SQLITE_|\bat (?:\/\S+:\d|file:|async |Object\.|new )|\.ts:\d|\/src\/|TypeError|RangeError|postgres:\/\//;
const han = /\p{Script=Han}/u;

/** What of an answer is not as the contract's document says, in words; undefined where all is. */
export function findOddity(asked: Asked, answer: WireAnswer): string | undefined {
  const { status, headers, text } = answer;
  if (!headers['x-request-id']) return 'no request id';
  if (internals.test(text)) return 'tells internals';
  if (asked.method === 'HEAD' || status === 204 || status === 304)
    return text === '' ? undefined : 'a body where none may be';
  const type = headers['content-type'] ?? '';
  if (asked.method === 'OPTIONS' && status === 204) return undefined;
  const body = readObject(text);
  if (asked.target !== 'management' && !type.startsWith('application/json'))
    return isFile(asked, answer) ? undefined : `type ${type}`;
  if (asked.target !== 'management' && body === undefined) return 'no JSON object';
  return judges[asked.target]?.(body ?? {}, answer, asked);
}

/** Whether it is no envelope because the document promises none: pictures, files and pages. */
function isFile({ target, path }: Asked, { status, headers }: WireAnswer): boolean {
  const type = headers['content-type'] ?? '';
  if (target === 'desktop') return path.startsWith('/dist') && [200, 206, 302].includes(status);
  if (target !== 'blog') return false;
  if (path.startsWith('/blogapi/service/captcha')) return status === 200 && type.startsWith('image/svg+xml');
  return path.startsWith('/blogapi/verify-email') && [200, 400].includes(status) && type.startsWith('text/html');
}

type Judge = (body: Body, answer: WireAnswer, asked: Asked) => string | undefined;

/** Of any other contract it is known only that it answers with an object. */
const judges: Record<DoorName | 'management', Judge> & Partial<Record<Target, Judge>> = {
  desktop(body, { status }) {
    if (!has(body, ['data', 'meta']) || !isObject(body.meta) || !has(body.meta, ['msg', 'status']))
      return 'no {data, meta}';
    if (body.meta.status !== status) return 'meta.status is not the status';
    if (![200, 201, 400, 401, 403, 404, 416, 500].includes(status)) return `status ${status}`;
    return status < 300 ? undefined : failure(body.data === null, body.meta.msg);
  },
  mobile(body, { status }) {
    if (!has(body, ['code', 'message', 'data'])) return 'no {code, message, data}';
    const { code, message } = body;
    if (code === 0) return status === 200 && message === 'success' ? undefined : 'a success that is none';
    const allowed = mobileStatuses[status] ?? [];
    if (!allowed.includes(code as number)) return `status ${status} with code ${code}`;
    return failure(isObject(body.data) && has(body.data, []), message);
  },
  staff(body, { status }) {
    if (!has(body, ['status', 'data', 'message', 'cmd'])) return 'no {status, data, message, cmd}';
    if (typeof body.status !== 'boolean' || typeof body.cmd !== 'string') return 'status or cmd of another type';
    if (![200, 400, 404, 413, 429, 500, 503].includes(status)) return `status ${status}`;
    if (body.status) return status === 200 ? undefined : 'a success that is none';
    return failure(Array.isArray(body.data) && body.data.length === 0, body.message);
  },
  panel(body, { status }) {
    const { code, msg, data } = body;
    if (![200, 400, 403, 404, 422, 500].includes(status)) return `status ${status}`;
    if (status === 200)
      return has(body, ['data', 'code', 'msg']) && code === 1 && msg === 'success'
        ? undefined
        : 'a success that is none';
    const names = code === 4403 ? ['data', 'code', 'msg', 'desc'] : ['data', 'code', 'msg'];
    if (!has(body, names) || (code !== 0 && code !== 4403)) return 'no {data, code, msg}';
    if (code === 4403 && status !== 403) return 'code 4403 with another status';
    return failure(data === null, msg);
  },
  blog(body, { status }) {
    const { code, msg, errors, ...rest } = body;
    if (code !== status) return 'code is not the status';
    if (status === 200)
      return msg === 'success' && Object.keys(rest).every((name) => name === 'data')
        ? undefined
        : 'a success that is none';
    if (!blogStatuses.has(status)) return `status ${status}`;
    if (errors !== undefined && !isFieldErrors(errors)) return 'errors are no [{field, msg}]';
    return failure(Object.keys(rest).length === 0, msg);
  },
  management(body, { status, headers, text }) {
    if (status < 400) return undefined;
    if (!String(headers['content-type']).startsWith('application/problem+json'))
      return `type ${headers['content-type']}`;
    const told = ['type', 'title', 'status', 'detail', 'code'].every(
      (name) => body[name] !== undefined && body[name] !== '',
    );
    if (!told || body.status !== status || body.type !== `urn:portico:problem:${body.code}`)
      return `no problem: ${text.slice(0, 80)}`;
    return undefined;
  },
};

/** R5: every handled outcome is HTTP 200; the few others have a code of their own. */
const mobileStatuses: Record<number, number[]> = {
  200: Array.from({ length: 14 }, (_, index) => 10_001 + index),
  400: [10_005],
  404: [10_002],
  413: [10_005],
  429: [10_000],
  500: [10_000],
  503: [10_000],
};
const blogStatuses = new Set([201, 400, 401, 402, 403, 404, 500, 504, 511, 512, 513, 514, 520, 521]);

/** Whether the answer says that the server failed, or could not: `fault`, `overloaded`, or neither. */
export function kindOfFailure(target: Target, { status, text }: WireAnswer): 'fault' | 'overloaded' | undefined {
  if (status === 503 || status === 504) return 'overloaded';
  if (status !== 500 && status !== 520) return undefined;
  // Both are 500 in these two documents: only the words tell them apart.
  if (target === 'desktop' || target === 'panel') return /内部错误/.test(text) ? 'fault' : 'overloaded';
  return 'fault';
}

function failure(isEmpty: boolean, words: unknown): string | undefined {
  if (!isEmpty) return 'a failure with data';
  return typeof words === 'string' && han.test(words) ? undefined : 'no words in Chinese';
}

function isFieldErrors(errors: unknown): boolean {
  return Array.isArray(errors) && errors.every((error) => isObject(error) && has(error, ['field', 'msg']));
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(body: Body, names: readonly string[]): boolean {
  const own = Object.keys(body);
  return own.length === names.length && names.every((name) => own.includes(name));
}

function readObject(text: string): Body | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
