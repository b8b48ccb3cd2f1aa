import { randomUUID } from 'node:crypto';
import { createPlans, listenHttp, type Plans, type Received, type Reply } from './http-double.ts';

/** What the double can be told to do of a registration id. */
export type JpushBehaviour =
  | 'unregistered'
  | 'invalid-id'
  | 'invalid-message'
  | 'unauthorized'
  | 'too-often'
  | 'down'
  | 'hang'
  | 'late'
  | 'reset'
  | 'garbage'
  | 'nameless';

/** JPush as its REST API v3 is documented. */
export interface JpushDouble {
  environment: Record<string, string>;
  /** Registration ids of delivered notifications, in order. */
  delivered: string[];
  /** Bodies of what was pushed. */
  requests: Record<string, unknown>[];
  plan: Plans<JpushBehaviour>['plan'];
  close(): Promise<void>;
}

const appKey = '7d431e42dfa6a6d693ac2d04';
const masterSecret = '5e987ac6d2e04d95a9d8f0d1';
/** Of the documents' example, for the same key and secret. */
const authorization = 'Basic N2Q0MzFlNDJkZmE2YTZkNjkzYWMyZDA0OjVlOTg3YWM2ZDJlMDRkOTVhOWQ4ZjBkMQ==';
const longestAudience = 1_000;

interface PushBody {
  cid?: string;
  platform?: unknown;
  audience?: { registration_id?: unknown };
  notification?: Record<string, { alert?: unknown } | undefined>;
}

/** Starts one with the app of the documents' example. */
export async function startJpush(): Promise<JpushDouble> {
  const plans = createPlans<JpushBehaviour>({ gone: 'unregistered', down: 'down' });
  const given = new Map<string, Reply | undefined>();
  const delivered: string[] = [];
  const requests: Record<string, unknown>[] = [];

  function giveCids(path: string): Reply {
    const count = Number(new URL(path, 'http://double').searchParams.get('count') ?? 1);
    const cidlist = Array.from({ length: Math.min(count, 10) }, () => `${appKey}-${randomUUID()}`);
    for (const cid of cidlist) given.set(cid, undefined);
    return { status: 200, json: { cidlist } };
  }

  function push({ headers, body: text }: Received): Reply {
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) return refuse(400, 1003, 'not JSON');
    const body = JSON.parse(text) as PushBody;
    requests.push(body as Record<string, unknown>);
    const problem = findProblem(body);
    if (problem) return refuse(400, problem.code, problem.words);
    if (!given.has(String(body.cid))) return refuse(400, 1003, 'cid is invalid');
    // The first successful result, without another push.
    const known = given.get(String(body.cid));
    if (known) return known;
    return answer(body.audience?.registration_id as string[], String(body.cid));
  }

  function answer(ids: string[], cid: string): Reply {
    const behaviours = ids.map((id) => [id, plans.next(id)] as const);
    const [bad] = behaviours.find(([, behaviour]) => behaviour === 'invalid-id') ?? [];
    if (bad !== undefined) {
      for (const [id, behaviour] of behaviours) if (behaviour !== 'ok') plans.plan(id, behaviour);
      return refuse(400, 1003, `The registration_id ${bad} is invalid!`);
    }
    const whole = behaviours.map(([, behaviour]) => wholeAnswers[behaviour]).find(Boolean);
    if (whole) return whole;
    const reached = behaviours.filter(([, behaviour]) => behaviour !== 'unregistered').map(([id]) => id);
    if (reached.length === 0) return refuse(400, 1011, 'cannot find user by this audience');
    delivered.push(...reached);
    const done: Reply = { status: 200, json: { sendno: '0', msg_id: String(delivered.length) } };
    given.set(cid, done);
    return behaviours.some(([, behaviour]) => behaviour === 'late') ? 'hang' : done;
  }

  const listening = await listenHttp((request) => {
    if (request.headers.authorization !== authorization) return refuse(401, 1004, 'Authen failed');
    if (request.method === 'GET' && request.path.startsWith('/v3/push/cid')) return giveCids(request.path);
    return request.method === 'POST' && request.path === '/v3/push' ? push(request) : refuse(404, 1000, 'not found');
  });

  return {
    environment: {
      PORTICO_PUSH_JPUSH_APP_KEY: appKey,
      PORTICO_PUSH_JPUSH_MASTER_SECRET: masterSecret,
      PORTICO_PUSH_JPUSH_ENDPOINT: listening.url,
    },
    delivered,
    requests,
    plan: plans.plan,
    close: listening.close,
  };
}

function findProblem({ platform, audience, notification }: PushBody) {
  const missing = { code: 1002, words: 'missing parameter' };
  if (!Array.isArray(platform) || !notification?.android?.alert || !notification.ios?.alert) return missing;
  const ids = audience?.registration_id;
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > longestAudience) return missing;
  const isTooLarge = Object.values(notification).some((part) => Buffer.byteLength(JSON.stringify(part)) > 4_000);
  return isTooLarge ? { code: 1005, words: 'message body is too large' } : undefined;
}

function refuse(status: number, code: number, message: string, headers: Record<string, string> = {}): Reply {
  return { status, json: { error: { code, message } }, headers };
}

const wholeAnswers: Partial<Record<JpushBehaviour | 'ok', Reply>> = {
  'invalid-message': refuse(400, 1005, 'message body is too large'),
  unauthorized: refuse(401, 1004, 'Authen failed'),
  'too-often': refuse(429, 2002, 'rate limit exceeded', { 'x-rate-limit-reset': '37' }),
  down: refuse(503, 1030, 'internal service timeout'),
  hang: 'hang',
  reset: 'reset',
  garbage: { status: 502, text: '<html>' },
  nameless: { status: 200, json: {} },
};
