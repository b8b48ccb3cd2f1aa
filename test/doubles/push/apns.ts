import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import {
  constants,
  createServer,
  type Http2Session,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createPlans, type Plans } from './http-double.ts';
import { verifyJws } from './jws.ts';

/** What the double can be told to do of a device token. */
export type ApnsBehaviour =
  | 'unregistered'
  | 'bad-token'
  | 'other-topic'
  | 'busy-device'
  | 'busy'
  | 'overloaded'
  | 'down'
  | 'expired-provider'
  | 'invalid-provider'
  | 'too-many-updates'
  | 'stall'
  | 'refuse-stream'
  | 'reset-stream'
  | 'goaway'
  | 'goaway-in-anger'
  | 'cut'
  | 'garbage';

/** APNs as Apple’s documents describe it, over HTTP/2 in clear. */
export interface ApnsDouble {
  environment: Record<string, string>;
  /** Device tokens of delivered notifications, in order. */
  delivered: string[];
  requests: Array<{ headers: IncomingHttpHeaders; body: string }>;
  /** How many connections were made, and how many provider tokens were seen. */
  connections(): number;
  providerTokens(): number;
  plan: Plans<ApnsBehaviour>['plan'];
  close(): Promise<void>;
}

const keyId = 'ABC123DEFG';
const teamId = 'DEF123GHIJ';
const topic = 'com.example.portico';
/** When the app went, as a 410 tells it. */
export const goneAt = 1_600_000_000_000;
const hourMs = 3_600_000;
const shortestUseMs = 20 * 60_000;

/** Starts one with a key of its own. */
export async function startApns(now: () => number = () => Date.now()): Promise<ApnsDouble> {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const plans = createPlans<ApnsBehaviour>({ gone: 'unregistered', down: 'down' });
  const providers = createProviders(publicKey, now);
  const sessions = new Set<Http2Session>();
  const left = new Map<Http2Session, number>();
  const delivered: string[] = [];
  const requests: ApnsDouble['requests'] = [];
  let connections = 0;

  function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, body: string): void {
    const session = stream.session as ServerHttp2Session;
    // Begun after the last that was looked at: nothing is done with it.
    if ((stream.id ?? 0) > (left.get(session) ?? Number.POSITIVE_INFINITY)) return;
    requests.push({ headers, body });
    const problem = providers.findProblem(headers) ?? findProblem(headers, body);
    if (problem) return void reply(stream, ...problem);
    const token = String(headers[':path']).slice('/3/device/'.length);
    const behaviour = plans.next(token);
    if (behaviour.startsWith('goaway')) left.set(session, stream.id ?? 0);
    if (behaviour === 'goaway') {
      session.goaway(constants.NGHTTP2_NO_ERROR, stream.id);
    } else if (behaviour !== 'ok') return void misbehave(stream, session, behaviour);
    delivered.push(token);
    reply(stream, 200, undefined, {}, String(headers['apns-id']));
  }

  const server = createServer();
  server.on('session', (session) => {
    connections += 1;
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  server.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => undefined);
    stream.on('end', () => answer(stream, headers, Buffer.concat(chunks).toString('utf8')));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    environment: {
      PORTICO_PUSH_APNS_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      PORTICO_PUSH_APNS_KEY_ID: keyId,
      PORTICO_PUSH_APNS_TEAM_ID: teamId,
      PORTICO_PUSH_APNS_TOPIC: topic,
      PORTICO_PUSH_APNS_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    },
    delivered,
    requests,
    connections: () => connections,
    providerTokens: providers.count,
    plan: plans.plan,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const session of sessions) session.destroy();
      await closed;
    },
  };
}

type Problem = [status: number, reason: string];

/** A provider token is ES256, at most an hour old, and a new one comes 20 minutes after the one before at the earliest. */
function createProviders(publicKey: KeyObject, now: () => number) {
  const known = new Set<string>();
  let newestAt = Number.NEGATIVE_INFINITY;
  return {
    count: () => known.size,
    findProblem({ authorization = '' }: IncomingHttpHeaders): Problem | undefined {
      const token = /^bearer (\S+)$/i.exec(authorization)?.[1];
      if (token === undefined) return [403, 'MissingProviderToken'];
      const jws = verifyJws(token, publicKey, 'ES256');
      if (jws?.head.kid !== keyId || jws.claims.iss !== teamId) return [403, 'InvalidProviderToken'];
      const { iat } = jws.claims;
      if (Math.abs(now() - Number(iat) * 1000) > hourMs) return [403, 'ExpiredProviderToken'];
      if (known.has(token)) return undefined;
      if (now() - newestAt < shortestUseMs) return [429, 'TooManyProviderTokenUpdates'];
      known.add(token);
      newestAt = now();
      return undefined;
    },
  };
}

function findProblem(headers: IncomingHttpHeaders, body: string): Problem | undefined {
  if (headers[':method'] !== 'POST') return [405, 'MethodNotAllowed'];
  const token = /^\/3\/device\/(.*)$/.exec(String(headers[':path']))?.[1];
  if (token === undefined) return [404, 'BadPath'];
  if (!/^([0-9a-f]{64}|(gone|flaky)-.*)$/i.test(token)) return [400, 'BadDeviceToken'];
  if (headers['apns-topic'] === undefined) return [400, 'MissingTopic'];
  if (headers['apns-topic'] !== topic) return [400, 'BadTopic'];
  if (headers['apns-push-type'] !== 'alert') return [400, 'InvalidPushType'];
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(headers['apns-id']))) return [400, 'BadMessageId'];
  if (Buffer.byteLength(String(headers['apns-collapse-id'] ?? '')) > 64) return [400, 'BadCollapseId'];
  if (Buffer.byteLength(body) > 4_096) return [413, 'PayloadTooLarge'];
  const { aps } = JSON.parse(body) as { aps?: { alert?: { title?: unknown } } };
  return aps?.alert?.title === undefined ? [400, 'PayloadEmpty'] : undefined;
}

function reply(
  stream: ServerHttp2Stream,
  status: number,
  reason?: string,
  more: Record<string, unknown> = {},
  id = '',
) {
  const { retryAfter, ...members } = more;
  stream.respond({
    ':status': status,
    ...(id !== '' && { 'apns-id': id }),
    ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
  });
  stream.end(reason === undefined ? '' : JSON.stringify({ reason, ...members }));
}

function misbehave(stream: ServerHttp2Stream, session: ServerHttp2Session, behaviour: ApnsBehaviour): void {
  if (behaviour === 'stall') return;
  if (behaviour === 'refuse-stream') return void stream.close(constants.NGHTTP2_REFUSED_STREAM);
  if (behaviour === 'reset-stream') return void stream.close(constants.NGHTTP2_INTERNAL_ERROR);
  if (behaviour === 'goaway-in-anger') return void session.goaway(constants.NGHTTP2_ENHANCE_YOUR_CALM, stream.id);
  if (behaviour === 'cut') return void session.destroy();
  if (behaviour === 'garbage') {
    stream.respond({ ':status': 502 });
    stream.end('<html>');
    return;
  }
  const [status, reason, more] = answers[behaviour] ?? [500, 'InternalServerError'];
  reply(stream, status, reason, more);
}

const answers: Partial<Record<ApnsBehaviour, [number, string, Record<string, unknown>?]>> = {
  unregistered: [410, 'Unregistered', { timestamp: goneAt }],
  'bad-token': [400, 'BadDeviceToken'],
  'other-topic': [400, 'DeviceTokenNotForTopic'],
  'busy-device': [429, 'TooManyRequests'],
  busy: [429, 'TooManyRequests', { retryAfter: 45 }],
  overloaded: [503, 'ServiceUnavailable'],
  down: [500, 'InternalServerError'],
  'expired-provider': [403, 'ExpiredProviderToken'],
  'invalid-provider': [403, 'InvalidProviderToken'],
  'too-many-updates': [429, 'TooManyProviderTokenUpdates'],
};
