import { sign } from '../support/blog.ts';
import type { DoorName } from '../support/doors.ts';
import { toQuery } from '../support/encodings.ts';
import { type Answer, call, type TestPortico } from '../support/portico.ts';

/** One that no object has. */
const nobodysId = 999_999_999;

/**
 * Asks a route, `METHOD /path/:id`, without any field, with what somebody would show there. Whoever gets past the check is
 * told of missing fields, or that there is no such thing, and nothing is done.
 */
export function askRoute(
  at: TestPortico,
  door: DoorName,
  route: string,
  { credential, id = nobodysId }: { credential?: string | undefined; id?: number } = {},
): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern.replace(/:\w+/, String(id)).replace('*', 'nothing');
  const headers: Record<string, string> = credential === undefined ? {} : credentialHeaders[door](credential);
  const fields = door === 'blog' ? sign({}, at.clock.now()) : {};
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const query = hasBody ? '' : `?${toQuery(fields)}`;
  return call(`${at.url}${path}${query}`, method, hasBody ? fields : undefined, headers);
}

const credentialHeaders: Record<DoorName, (credential: string) => Record<string, string>> = {
  desktop: (credential) => ({ authorization: `Bearer ${credential}` }),
  mobile: (credential) => ({ authorization: `Token ${credential}` }),
  staff: (credential) => ({ authorization: credential }),
  panel: (credential) => ({ 'api-token': credential }),
  blog: (credential) => ({ 'access-token': credential }),
};

/** Whether the door told that who asks is nobody, or may not. */
export function isRefused(door: DoorName, answer: Answer): boolean {
  return refusals[door](answer);
}

const refusals: Record<DoorName, (answer: Answer) => boolean> = {
  desktop: ({ status }) => status === 401 || status === 403,
  mobile: ({ body }) => body.code === 10003 || body.code === 10004,
  staff: ({ body }) => body.message === '权限不足，操作失败',
  panel: ({ status, body }) => status === 403 && body.code === 4403,
  blog: ({ status }) => [401, 402, 403, 511, 512, 513, 514, 521].includes(status),
};
