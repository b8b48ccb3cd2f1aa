import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { createPlans, listenHttp, type Plans, type Received, type Reply } from './http-double.ts';
import { verifyJws } from './jws.ts';

/** What the double can be told to do of a token. */
export type FcmBehaviour =
  | 'unregistered'
  | 'invalid-token'
  | 'invalid-token-field'
  | 'invalid-message'
  | 'invalid-unnamed'
  | 'wrong-sender'
  | 'quota'
  | 'busy'
  | 'down'
  | 'expired-access'
  | 'third-party'
  | 'not-found'
  | 'hang'
  | 'reset'
  | 'garbage'
  | 'nameless';

/** Firebase Cloud Messaging as its reference describes it, with Google's token endpoint. */
export interface FcmDouble {
  /** What a server needs to send through it. */
  environment: Record<string, string>;
  /** Tokens of delivered messages, in order. */
  delivered: string[];
  /** Those that were called unregistered. */
  gone: Set<string>;
  /** Bodies of what was asked to be sent. */
  messages: Record<string, Record<string, unknown>>[];
  /** How many access tokens were given. */
  grants(): number;
  /** Access tokens given from now on live so long. */
  tokenLife(seconds: number): void;
  /** What the token endpoint answers instead of a token, while it is set. */
  refuseGrants(answer: (() => Reply) | undefined): void;
  plan: Plans<FcmBehaviour>['plan'];
  close(): Promise<void>;
}

const project = 'portico-double';
const email = 'sender@portico-double.iam.gserviceaccount.com';
const keyId = 'f00dfeed';
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const skewSeconds = 300;

/** Starts one with a service account of its own. */
export async function startFcm(now: () => number = () => Date.now()): Promise<FcmDouble> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const plans = createPlans<FcmBehaviour>({ gone: 'unregistered', down: 'down' });
  const live = new Map<string, number>();
  const delivered: string[] = [];
  const messages: FcmDouble['messages'] = [];
  let grants = 0;
  let lifeSeconds = 3_599;
  let refusal: (() => Reply) | undefined;

  function grant(request: Received): Reply {
    if (refusal) return refusal();
    const problem = findAssertionProblem(request, { publicKey, audience: `${listening.url}/token`, now: now() });
    if (problem) return { status: 400, json: { error: 'invalid_grant', error_description: problem } };
    const token = `ya29.${randomBytes(24).toString('base64url')}`;
    live.set(token, now() + lifeSeconds * 1000);
    grants += 1;
    return { status: 200, json: { access_token: token, expires_in: lifeSeconds, token_type: 'Bearer' } };
  }

  function send(request: Received): Reply {
    const access = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    if ((live.get(access) ?? 0) <= now()) return error(401, 'UNAUTHENTICATED', 'invalid authentication credentials');
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return error(400, 'INVALID_ARGUMENT', 'not JSON', violation('content-type'));
    }
    const { message } = JSON.parse(request.body) as { message: Record<string, Record<string, unknown>> };
    messages.push(message);
    const problem = findMessageProblem(message, request.body);
    if (problem) return error(400, 'INVALID_ARGUMENT', problem.words, violation(problem.field));
    return answer(String(message.token), access);
  }

  function answer(token: string, access: string): Reply {
    const behaviour = plans.next(token);
    if (behaviour === 'expired-access') live.delete(access);
    if (behaviour !== 'ok') return misbehave[behaviour];
    delivered.push(token);
    return { status: 200, json: { name: `projects/${project}/messages/0:${delivered.length}` } };
  }

  const listening = await listenHttp((request) => {
    if (request.method === 'POST' && request.path === '/token') return grant(request);
    const isSend = request.method === 'POST' && request.path === `/v1/projects/${project}/messages:send`;
    return isSend ? send(request) : error(404, 'NOT_FOUND', 'Requested entity was not found.');
  });
  const serviceAccount = {
    type: 'service_account',
    project_id: project,
    private_key_id: keyId,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    client_email: email,
    token_uri: `${listening.url}/token`,
  };
  return {
    environment: {
      PORTICO_PUSH_FCM_SERVICE_ACCOUNT: JSON.stringify(serviceAccount),
      PORTICO_PUSH_FCM_ENDPOINT: listening.url,
    },
    delivered,
    gone: plans.gone,
    messages,
    grants: () => grants,
    tokenLife: (seconds) => {
      lifeSeconds = seconds;
    },
    refuseGrants: (answer) => {
      refusal = answer;
    },
    plan: plans.plan,
    close: listening.close,
  };
}

/** The assertion as Google's guide for service accounts asks for it. */
function findAssertionProblem(
  { headers, body }: Received,
  { publicKey, audience, now }: { publicKey: KeyObject; audience: string; now: number },
): string | undefined {
  if (headers['content-type'] !== 'application/x-www-form-urlencoded') return 'wrong content type';
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== grantType) return 'wrong grant type';
  const jws = verifyJws(form.get('assertion') ?? '', publicKey, 'RS256');
  if (!jws) return 'Invalid JWT Signature.';
  if (jws.head.kid !== keyId) return 'wrong header';
  const { iss, aud, scope: asked, iat, exp } = jws.claims;
  if (iss !== email || aud !== audience || asked !== scope) return 'wrong issuer, audience or scope';
  const seconds = now / 1000;
  if (Math.abs(Number(iat) - seconds) > skewSeconds) return 'Invalid JWT: iat';
  return Number(exp) > seconds && Number(exp) - Number(iat) <= 3_600 ? undefined : 'Invalid JWT: exp';
}

function findMessageProblem(message: Record<string, Record<string, unknown>>, body: string) {
  if (typeof message?.token !== 'string' || message.token === '') return { field: 'message.token', words: 'no token' };
  const strings = Object.values(message.data ?? {}).every((value) => typeof value === 'string');
  if (!strings) return { field: 'message.data[0].value', words: "Invalid value at 'message.data[0].value'" };
  if (typeof message.notification?.title !== 'string') return { field: 'message.notification', words: 'no title' };
  return Buffer.byteLength(body) > 4096 ? { field: 'message', words: 'Message is too big' } : undefined;
}

function violation(field: string) {
  return { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: 'invalid' }] };
}

const own = (errorCode: string) => ({ '@type': 'type.googleapis.com/google.firebase.fcm.v1.FcmError', errorCode });

function error(code: number, status: string, message: string, ...details: unknown[]): Exclude<Reply, string> {
  return { status: code, json: { error: { code, message, status, details } } };
}

/** The answers of the reference's table of errors. */
const misbehave: Record<FcmBehaviour, Reply> = {
  unregistered: error(404, 'NOT_FOUND', 'Requested entity was not found.', own('UNREGISTERED')),
  'invalid-token': error(
    400,
    'INVALID_ARGUMENT',
    'The registration token is not a valid FCM registration token',
    own('INVALID_ARGUMENT'),
  ),
  'invalid-token-field': error(
    400,
    'INVALID_ARGUMENT',
    'Request contains an invalid argument.',
    violation('message.token'),
  ),
  'invalid-unnamed': error(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.', own('INVALID_ARGUMENT')),
  'invalid-message': error(
    400,
    'INVALID_ARGUMENT',
    "Invalid value at 'message.data[0].value' (TYPE_STRING), 12",
    violation('message.data[0].value'),
  ),
  'wrong-sender': error(403, 'PERMISSION_DENIED', 'SenderId mismatch', own('SENDER_ID_MISMATCH')),
  quota: error(429, 'RESOURCE_EXHAUSTED', 'Quota exceeded.', own('QUOTA_EXCEEDED')),
  busy: {
    ...error(503, 'UNAVAILABLE', 'The service is currently unavailable.', own('UNAVAILABLE')),
    headers: { 'retry-after': '30' },
  } as Reply,
  down: error(500, 'INTERNAL', 'Internal error encountered.', own('INTERNAL')),
  'expired-access': error(401, 'UNAUTHENTICATED', 'Request had invalid authentication credentials.'),
  'third-party': error(401, 'UNAUTHENTICATED', 'Auth error from APNS', own('THIRD_PARTY_AUTH_ERROR')),
  'not-found': error(404, 'NOT_FOUND', 'Requested entity was not found.'),
  hang: 'hang',
  reset: 'reset',
  garbage: { status: 502, text: '<html>Bad Gateway</html>' },
  nameless: { status: 200, json: {} },
};
