import type { PushDevice, PushMessage } from '../../core/ports.ts';
import { asObject, parseObject } from '../vendor-http/json.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { createGate } from './gate.ts';
import { type BatchResult, tellInBatches } from './in-batches.ts';
import { createJpushCids } from './jpush-cids.ts';
import { createPause, whyNotNow } from './pause.ts';
import { openPushHttp } from './push-http.ts';
import { requestIdOf } from './request-id.ts';
import { allOf, delivered, failed, type PushVendor, type PushVendorDeps, refused, unregistered } from './vendor.ts';
import { cutToJsonBytes, cutToLength } from './words.ts';

/** JPush (极光推送), REST API v3. */
export interface JpushSettings {
  appKey: string;
  masterSecret: string;
  /** Whether iOS devices are reached in Apple's production environment. */
  apnsProduction: boolean;
  /** `https://api.jpush.cn` */
  endpoint: string;
}

const mostAtOnce = 8;
const longestAudience = 1_000;
const longestTitle = 50;
/** JPush takes 4,000 bytes for each platform, title and additions among them. */
const longestBodyBytes = 3_000;
const daySeconds = 86_400;
const minuteSeconds = 60;
const nobodyFound = 1011;
const invalidValue = 1003;

/** Registration ids in lists; JPush answers for a list as a whole. */
export function openJpush(settings: JpushSettings, deps: PushVendorDeps): PushVendor {
  const { appKey, masterSecret, endpoint } = settings;
  const { http, hide, close } = openPushHttp('jpush', mostAtOnce, deps);
  const authorization = `Basic ${Buffer.from(`${appKey}:${masterSecret}`).toString('base64')}`;
  hide(masterSecret);
  const pause = createPause(deps.clock);
  const gate = createGate(mostAtOnce);

  async function ask(method: 'GET' | 'POST', path: string, body: unknown, signal: AbortSignal): Promise<VendorAnswer> {
    const headers = { authorization, 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await http({ method, url: `${endpoint}${path}`, headers, ...content }, signal);
    const reset = answer.headers.get('retry-after') ?? answer.headers.get('x-rate-limit-reset');
    if (answer.status === 429) pause.begin('jpush', reset, minuteSeconds);
    return answer;
  }

  const cids = createJpushCids((signal) => ask('GET', '/v3/push/cid?count=1', undefined, signal));

  async function tell(message: PushMessage, batch: readonly PushDevice[], signal: AbortSignal): Promise<BatchResult> {
    const reason = whyNotNow(pause, signal);
    if (reason !== undefined) return allOf(batch, failed(reason));
    const ids = batch.map(({ clientId }) => clientId);
    try {
      const cid = await cids.of(requestIdOf(message.key, ids), signal);
      const body = { cid, ...writeJpushMessage(message, ids, settings.apnsProduction) };
      return readJpushAnswer(batch, await ask('POST', '/v3/push', body, signal));
    } catch (error) {
      return allOf(batch, failed((error as Error).message));
    }
  }

  return {
    async send(message, devices, signal) {
      hide(...devices.map(({ clientId }) => clientId));
      return tellInBatches(devices, longestAudience, {
        tell: (batch) => gate(() => tell(message, batch, signal)),
        alone: unregistered,
      });
    },
    close,
  };
}

/** On an iPhone a later notification with the same collapse id replaces an earlier one. */
function writeJpushMessage({ pushId, title, body }: PushMessage, ids: readonly string[], apnsProduction: boolean) {
  const head = cutToLength(title, longestTitle);
  const extras = { push_id: String(pushId) };
  const alert = cutToJsonBytes(body, longestBodyBytes);
  const notification = {
    android: { alert, title: head, extras },
    ios: { alert: { title: head, body: alert }, sound: 'default', extras },
  };
  return {
    platform: ['android', 'ios'],
    audience: { registration_id: ids },
    notification,
    options: { time_to_live: daySeconds, apns_production: apnsProduction, apns_collapse_id: `portico-${pushId}` },
  };
}

function readJpushAnswer(batch: readonly PushDevice[], { status, body }: VendorAnswer): BatchResult {
  const answer = parseObject(body) ?? {};
  if (status === 200) {
    const isTaken = answer.msg_id !== undefined;
    return allOf(batch, isTaken ? delivered : failed('jpush answers 200 and names no message'));
  }
  const { code, message } = asObject(answer.error) ?? {};
  const words = `jpush answers ${status} ${code ?? ''} ${message ?? ''}`.trim();
  if (status >= 500) return allOf(batch, failed(words));
  // Said of a list only where it knows none of its ids.
  if (code === nobodyFound) return allOf(batch, unregistered);
  if (code === invalidValue && /registration[ _]?id/i.test(String(message))) return 'one-is-invalid';
  const isForGood = status === 400 || status === 413;
  return allOf(batch, isForGood ? refused(words) : failed(words));
}
