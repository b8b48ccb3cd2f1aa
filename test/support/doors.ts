import assert from 'node:assert/strict';
import type { Gateway } from '../../src/gateways/gateway.ts';
import type { Portico } from '../../src/serving/portico.ts';
import { type Answer, credentials } from './portico.ts';

/**
 * The contracts that Portico comes with, which some tests go through one by one. Whoever registers another one keeps its
 * tests in its own folder.
 */
export const doorNames = ['desktop', 'mobile', 'staff', 'panel', 'blog'] as const;
export type DoorName = (typeof doorNames)[number];

/** The gateways of those that are on. */
export function gatewaysOfDoors({ gateways }: Portico): Array<[name: DoorName, gateway: Gateway]> {
  return doorNames.flatMap((name) => {
    const gateway = gateways.get(name);
    return gateway ? [[name, gateway]] : [];
  });
}

/** What a test needs to know of a contract from outside. */
export interface Door {
  name: DoorName;
  /** A route that reads a body and needs no session. */
  write: { method: string; path: string; headers: Record<string, string> };
  unknownPath: string;
  /** HTTP status, and the body's own code where it has one, by readings R5. */
  says: Record<'unknownPath' | 'malformed' | 'tooLarge', [status: number, code?: number]>;
  /** Fails unless the body is this contract's envelope around a failure. */
  assertFailure(answer: Answer): void;
  codeOf(answer: Answer): number | undefined;
}

const sameKeys = (body: object, keys: string[]): void => assert.deepEqual(Object.keys(body).sort(), [...keys].sort());

export const doors: readonly Door[] = [
  {
    name: 'desktop',
    write: { method: 'POST', path: '/api/user/verifyCode', headers: {} },
    unknownPath: '/api/user/nothing',
    says: { unknownPath: [400], malformed: [400], tooLarge: [400] },
    assertFailure({ status, body }) {
      sameKeys(body, ['data', 'meta']);
      sameKeys(body.meta, ['msg', 'status']);
      assert.equal(body.data, null);
      assert.equal(body.meta.status, status);
      assert.match(body.meta.msg, /\p{Script=Han}/u);
    },
    codeOf: ({ body }) => body.meta.status,
  },
  {
    name: 'mobile',
    write: { method: 'POST', path: '/api/auth/register', headers: {} },
    unknownPath: '/api/nothing',
    says: { unknownPath: [404, 10002], malformed: [400, 10005], tooLarge: [413, 10005] },
    assertFailure({ body }) {
      sameKeys(body, ['code', 'message', 'data']);
      assert.ok(body.code >= 10000 && body.code <= 10014);
      assert.match(body.message, /\p{Script=Han}/u);
    },
    codeOf: ({ body }) => body.code,
  },
  {
    name: 'staff',
    write: { method: 'POST', path: '/login', headers: {} },
    unknownPath: '/nothing',
    says: { unknownPath: [404], malformed: [400], tooLarge: [413] },
    assertFailure({ body }) {
      sameKeys(body, ['status', 'data', 'message', 'cmd']);
      assert.equal(body.status, false);
      assert.deepEqual(body.data, []);
      assert.match(body.message, /\p{Script=Han}/u);
    },
    codeOf: () => undefined,
  },
  {
    name: 'panel',
    write: { method: 'POST', path: '/openApi/updateCookie', headers: { 'api-token': credentials.panelToken } },
    unknownPath: '/openApi/nothing',
    says: { unknownPath: [400, 0], malformed: [400, 0], tooLarge: [400, 0] },
    assertFailure({ body }) {
      assert.equal(body.data, null);
      assert.ok(body.code === 0 || body.code === 4403);
      assert.match(body.msg, /\p{Script=Han}/u);
    },
    codeOf: ({ body }) => body.code,
  },
  {
    name: 'blog',
    write: { method: 'POST', path: '/blogapi/reg', headers: {} },
    unknownPath: '/blogapi/nothing',
    says: { unknownPath: [404, 404], malformed: [400, 400], tooLarge: [400, 400] },
    assertFailure({ status, body }) {
      assert.equal(body.code, status);
      assert.match(body.msg, /\p{Script=Han}/u);
    },
    codeOf: ({ body }) => body.code,
  },
];

/** Fails when an answer tells what is nobody's business. */
export function assertNothingLeaks(answer: Answer): void {
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  assert.doesNotMatch(text, /\bat .*:\d+:\d+|SQLITE|node_modules|\/src\/|\.ts\b|Error:/);
  assert.ok(answer.headers.get('x-request-id'));
}
