import { createHash, randomBytes } from 'node:crypto';
import { createPlans, listenHttp, type Plans, type Received, type Reply } from './http-double.ts';

/** What the double can be told to do of a cid. */
export type GetuiBehaviour =
  | 'unregistered'
  | 'called-invalid'
  | 'inactive'
  | 'whole-list-invalid'
  | 'invalid-message'
  | 'token-gone'
  | 'too-often'
  | 'no-package'
  | 'starting'
  | 'down'
  | 'hang'
  | 'reset'
  | 'garbage'
  | 'odd-status'
  | 'invalid-app';

/** Getui as its REST API v2 is documented. */
export interface GetuiDouble {
  environment: Record<string, string>;
  /** Cids of delivered messages, in order. */
  delivered: string[];
  /** Those that were called unregistered. */
  gone: Set<string>;
  /** What was pushed, by path. */
  requests: Array<{ path: string; body: Record<string, unknown> }>;
  grants(): number;
  /** Tokens given from now on live so long. */
  tokenLife(ms: number): void;
  plan: Plans<GetuiBehaviour>['plan'];
  close(): Promise<void>;
}

const appId = 'doubleAppId';
const appKey = 'doubleAppKey';
const masterSecret = 'double-master-secret';
const longestList = 200;
const skewMs = 600_000;
const dayMs = 86_400_000;

interface PushBody {
  request_id?: unknown;
  taskid?: unknown;
  audience?: { cid?: unknown };
  push_message?: { notification?: Record<string, unknown> };
}

/** Starts one with one app. */
export async function startGetui(now: () => number = () => Date.now()): Promise<GetuiDouble> {
  const plans = createPlans<GetuiBehaviour>({ gone: 'unregistered', down: 'down' });
  const live = new Map<string, number>();
  const tasks = new Map<string, Set<string>>();
  const lostTasks = new Set<string>();
  const seenRequests = new Set<string>();
  const delivered: string[] = [];
  const requests: GetuiDouble['requests'] = [];
  let grants = 0;
  let lifeMs = dayMs;

  function authorize({ body }: Received): Reply {
    const { sign, timestamp, appkey } = JSON.parse(body) as Record<string, unknown>;
    const expected = createHash('sha256')
      .update(appKey + timestamp + masterSecret, 'utf8')
      .digest('hex');
    if (appkey !== appKey || sign !== expected) return say(400, 20001, 'sign is invalid');
    if (Math.abs(Number(timestamp) - now()) > skewMs) return say(400, 20001, 'timestamp is invalid');
    const token = randomBytes(32).toString('hex');
    live.set(token, now() + lifeMs);
    grants += 1;
    return say(200, 0, 'success', { expire_time: String(now() + lifeMs), token });
  }

  /** Once under a request id, or a task: what is repeated is lost, as the documents warn. */
  function deliver(cid: string, task: string): string {
    if (lostTasks.has(task)) return 'successed_online';
    const told = tasks.get(task) ?? new Set();
    tasks.set(task, told.add(cid));
    delivered.push(cid);
    return 'successed_online';
  }

  function pushOne(body: PushBody): Reply {
    const [cid] = cidsOf(body);
    const behaviour = plans.next(String(cid));
    const whole = wholeAnswers[behaviour];
    if (whole) return whole;
    if (behaviour === 'unregistered' || behaviour === 'whole-list-invalid' || behaviour === 'called-invalid') {
      return say(400, 20001, 'target user is invalid');
    }
    const isRepeated = seenRequests.has(String(body.request_id));
    seenRequests.add(String(body.request_id));
    const task = `RASS_${seenRequests.size}`;
    const status = oddStatuses[behaviour];
    return say(200, 0, 'success', {
      [task]: { [String(cid)]: status ?? (isRepeated ? 'successed_online' : deliver(String(cid), task)) },
    });
  }

  function keepMessage(body: PushBody): Reply {
    const id = String(body.request_id);
    const taskid = `RASL_${tasks.size + 1}`;
    if (seenRequests.has(id)) lostTasks.add(taskid);
    seenRequests.add(id);
    tasks.set(taskid, new Set());
    return say(200, 0, 'success', { taskid });
  }

  function pushList(body: PushBody): Reply {
    const told = tasks.get(String(body.taskid));
    if (!told) return say(400, 20001, 'taskid is invalid');
    const cids = cidsOf(body);
    const behaviours = cids.map((cid) => [cid, plans.next(cid)] as const);
    const whole = behaviours.map(([, behaviour]) => wholeAnswers[behaviour]).find(Boolean);
    if (whole) return whole;
    const isRefused = behaviours.some(([, behaviour]) => behaviour === 'whole-list-invalid');
    if (isRefused) {
      for (const [cid, behaviour] of behaviours) if (behaviour !== 'ok') plans.plan(cid, behaviour);
      return say(400, 20001, 'target user is invalid');
    }
    const statuses = behaviours.map(([cid, behaviour]) => {
      if (behaviour === 'ok') return [cid, told.has(cid) ? 'successed_online' : deliver(cid, String(body.taskid))];
      if (behaviour === 'unregistered') return [cid, undefined];
      if (behaviour === 'called-invalid') return [cid, 'target user is invalid'];
      return [cid, oddStatuses[behaviour]];
    });
    return say(200, 0, 'success', { [String(body.taskid)]: Object.fromEntries(statuses) });
  }

  const listening = await listenHttp((request) => {
    const path = request.path.replace(`/v2/${appId}`, '');
    if (request.method !== 'POST' || path === request.path) return say(404, 404, 'url error');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) return say(200, 1, 'not JSON');
    if (path === '/auth') return authorize(request);
    if ((live.get(String(request.headers.token)) ?? 0) <= now()) return say(401, 10001, 'token is invalid');
    const body = JSON.parse(request.body) as PushBody & Record<string, unknown>;
    requests.push({ path, body });
    const problem = findProblem(path, body);
    if (problem) return say(400, 20001, problem);
    const reply = { '/push/single/cid': pushOne, '/push/list/message': keepMessage, '/push/list/cid': pushList }[path];
    const answer = reply?.(body) ?? say(404, 404, 'url error');
    if (answer === goneToken) live.delete(String(request.headers.token));
    return answer;
  });

  return {
    environment: {
      PORTICO_PUSH_GETUI_APP_ID: appId,
      PORTICO_PUSH_GETUI_APP_KEY: appKey,
      PORTICO_PUSH_GETUI_MASTER_SECRET: masterSecret,
      PORTICO_PUSH_GETUI_ENDPOINT: `${listening.url}/v2`,
    },
    delivered,
    gone: plans.gone,
    requests,
    grants: () => grants,
    tokenLife: (ms) => {
      lifeMs = ms;
    },
    plan: plans.plan,
    close: listening.close,
  };
}

const cidsOf = ({ audience }: PushBody): string[] => audience?.cid as string[];

/** What the documents ask of the fields. */
function findProblem(path: string, { request_id, audience, push_message }: PushBody): string | undefined {
  if (path !== '/push/list/cid') {
    if (typeof request_id !== 'string' || !/^.{10,32}$/.test(request_id)) return 'request_id is invalid';
    const { title, body } = push_message?.notification ?? {};
    if (typeof title !== 'string' || title === '' || [...title].length > 50) return 'title size over limit';
    if (typeof body !== 'string' || body === '' || [...body].length > 256) return 'body size over limit';
  }
  if (path === '/push/list/message') return undefined;
  const cids = audience?.cid;
  const most = path === '/push/single/cid' ? 1 : longestList;
  if (!Array.isArray(cids) || cids.length === 0 || cids.length > most) return 'cid size over limit';
  return new Set(cids).size < cids.length ? 'contains duplicate cid' : undefined;
}

function say(status: number, code: number, msg: string, data: unknown = {}): Reply {
  return { status, json: { code, msg, data } };
}

const oddStatuses: Partial<Record<GetuiBehaviour | 'ok', string>> = {
  inactive: 'successed_ignore',
  'odd-status': 'unheard_of',
  'invalid-app': 'appid is invalid',
};

const goneToken = say(401, 10001, 'token is invalid');

const wholeAnswers: Partial<Record<GetuiBehaviour | 'ok', Reply>> = {
  'invalid-message': say(400, 20001, 'contains sensitive words'),
  'token-gone': goneToken,
  'too-often': say(401, 10005, 'the frequency of calls is over limit'),
  'no-package': say(403, 30000, 'the number of pushes is over limit'),
  starting: say(200, 2, 'the service is starting'),
  down: { status: 503, text: 'Service Unavailable' },
  hang: 'hang',
  reset: 'reset',
  garbage: { status: 200, text: '<html>' },
};
