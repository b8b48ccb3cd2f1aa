import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Door } from './doors.ts';
import type { Answer } from './portico.ts';

/** A contract, or the operators' API. */
export type AskedDoor = Door['name'] | 'management';

/** One request of a client that is told of a failure, and gives up, as its contract says. */
export interface Asking {
  door: AskedDoor;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** A plain object goes as JSON. */
  body?: object | FormData;
  headers?: Record<string, string>;
}

/** Far beyond every time-out of the server: whoever is not answered by then is kept hanging. */
const patienceMs = 60_000;

const busy = '服务繁忙，请稍后再试';

/** All that a door says where the database cannot be asked, and nothing else. */
const refusals: Record<AskedDoor, (path: string) => [status: number, body: object]> = {
  desktop: () => [500, { data: null, meta: { msg: '服务暂时不可用，请稍后再试', status: 500 } }],
  mobile: () => [503, { code: 10000, message: busy, data: {} }],
  staff: (path) => [503, { status: false, data: [], message: busy, cmd: path.slice(1).split('?')[0] }],
  panel: () => [500, { data: null, code: 0, msg: busy }],
  blog: () => [504, { code: 504, msg: busy }],
  management: () => [503, { code: 'database.unavailable' }],
};

/** What a door may say besides where the disk is at fault, on which stored files lie and what is sent in development. */
const diskRefusals: Partial<Record<AskedDoor, Array<[status: number, body: object]>>> = {
  desktop: ['文件暂时无法读写，请稍后再试', '短信服务暂时不可用，请稍后再试'].map((msg) => [
    500,
    { data: null, meta: { msg, status: 500 } },
  ]),
  mobile: [[200, { code: 10014, message: '邮件服务不可用', data: {} }]],
};

/** What is away: the database alone, or the disk that it lies on. */
export type Fault = 'database' | 'disk';

const isDone: Record<AskedDoor, (answer: Answer) => boolean> = {
  desktop: ({ body }) => body.meta?.status === 200 || body.meta?.status === 201,
  mobile: ({ body }) => body.code === 0,
  staff: ({ body }) => body.status === true,
  panel: ({ body }) => body.code === 1,
  blog: ({ status, body }) => status === 200 && (typeof body === 'string' || body.code === 200),
  management: ({ status }) => status >= 200 && status < 300,
};

/**
 * Answers what was said of a success, and undefined where the door said, in exactly its own words, that the database
 * cannot be asked, or that the disk cannot. Fails for every other answer, and for none.
 */
export async function askDoor(url: string, asking: Asking, fault: Fault = 'database'): Promise<Answer | undefined> {
  const answer = await send(url, asking);
  if (isDone[asking.door](answer)) return answer;
  const others = fault === 'disk' ? (diskRefusals[asking.door] ?? []) : [];
  if (!others.some((words) => isDeepStrictEqual(words, [answer.status, answer.body]))) assertRefused(answer, asking);
  return undefined;
}

/** Answers whatever is said. */
export async function send(url: string, { method, path, body, headers }: Asking): Promise<Answer> {
  const isForm = body instanceof FormData;
  const response = await fetch(url + path, {
    method,
    signal: AbortSignal.timeout(patienceMs),
    headers: { ...(body && !isForm && { 'content-type': 'application/json' }), ...headers },
    ...(body && { body: isForm ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

function assertRefused({ status, headers, body }: Answer, { door, method, path }: Asking): void {
  const about = `${method} ${path}: ${status} ${JSON.stringify(body)}`;
  const [expectedStatus, expectedBody] = refusals[door](path);
  assert.equal(status, expectedStatus, about);
  assert.ok(headers.get('x-request-id'), about);
  if (door === 'management') {
    assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/, about);
    const { code, detail, title, ...rest } = body;
    assert.deepEqual({ code }, expectedBody, about);
    assert.deepEqual(Object.keys(rest).sort(), ['instance', 'status', 'type'], about);
    assert.doesNotMatch(`${title} ${detail}`, /postgres|sql|select|ECONN/i, about);
    return;
  }
  assert.match(headers.get('content-type') ?? '', /^application\/json/, about);
  assert.deepEqual(body, expectedBody, about);
}
