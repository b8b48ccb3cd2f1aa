import type { PushDevice, PushMessage, PushOutcome } from '../../core/ports.ts';
import { withToken } from './access-token.ts';
import { type ApnsVerdict, readApnsAnswer } from './apns-answer.ts';
import { type ApnsConnection, createApnsConnection } from './apns-connection.ts';
import { type StreamAnswer, StreamFailed } from './apns-stream.ts';
import { type ApnsKey, createApnsTokens } from './apns-token.ts';
import { withDeadline } from './deadline.ts';
import { createGate } from './gate.ts';
import { createMasking, type Masking } from './masking.ts';
import { createPause, whyNotNow } from './pause.ts';
import { requestIdOf } from './request-id.ts';
import { defaultRequestMs, failed, type PushVendor, type PushVendorDeps } from './vendor.ts';
import { fitBody } from './words.ts';

/** Apple Push Notification service, by provider tokens. */
export interface ApnsSettings extends ApnsKey {
  /** The app's bundle id. */
  topic: string;
  /** `https://api.push.apple.com` or `https://api.sandbox.push.apple.com` */
  endpoint: string;
}

const mostStreams = 100;
const mostRepetitions = 3;
const longestPayloadBytes = 4_096;
const daySeconds = 86_400;

/** All on one connection, each notification on a stream of its own. */
export function openApns(settings: ApnsSettings, deps: PushVendorDeps): PushVendor {
  const { clock, observe, requestMs = defaultRequestMs } = deps;
  const masking = createMasking(observe);
  const connection = createApnsConnection(settings.endpoint);
  const post = observed(settings.endpoint, masking, connection.post);
  const tokens = createApnsTokens(settings, clock);
  const pause = createPause(clock);
  const gate = createGate(mostStreams);

  /** What surely was not looked at is repeated at once: nothing is delivered twice by it. */
  async function postUntouched(headers: Record<string, string>, body: string, signal: AbortSignal) {
    for (let repetitions = 0; ; repetitions += 1) {
      try {
        return await withDeadline(signal, requestMs, (limited) => post({ headers, body, signal: limited }));
      } catch (error) {
        const mayRepeat = error instanceof StreamFailed && error.isUntouched && !signal.aborted;
        if (!mayRepeat || repetitions >= mostRepetitions) throw error;
      }
    }
  }

  function ask(message: PushMessage, device: PushDevice, signal: AbortSignal): Promise<ApnsVerdict> {
    const body = writePayload(message);
    async function askWith(token: string): Promise<ApnsVerdict> {
      const headers = headersOf(message, device, { token, topic: settings.topic, now: clock.now() });
      const answer = await postUntouched(headers, body, signal);
      const verdict = readApnsAnswer(answer);
      const after = answer.headers['retry-after'];
      if (verdict.pauseSeconds !== undefined) pause.begin('apns', String(after ?? ''), verdict.pauseSeconds);
      return verdict;
    }
    return withToken(tokens, askWith, ({ renew }) => renew === true);
  }

  async function tell(message: PushMessage, device: PushDevice, signal: AbortSignal): Promise<PushOutcome> {
    const reason = whyNotNow(pause, signal);
    if (reason !== undefined) return failed(reason);
    try {
      return (await ask(message, device, signal)).outcome;
    } catch (error) {
      return failed((error as Error).message);
    }
  }

  return {
    async send(message, devices, signal) {
      masking.hide(...devices.map(({ clientId }) => encodeURIComponent(clientId)));
      const told = devices.map(async (device) => [device.id, await gate(() => tell(message, device, signal))] as const);
      return new Map(await Promise.all(told));
    },
    close: connection.close,
  };
}

/** The same push to the same device has the same apns-id, and replaces on the phone what it repeats. */
function headersOf(
  { pushId, key }: PushMessage,
  { clientId }: PushDevice,
  { token, topic, now }: { token: string; topic: string; now: number },
): Record<string, string> {
  return {
    ':path': `/3/device/${encodeURIComponent(clientId)}`,
    authorization: `bearer ${token}`,
    'apns-id': requestIdOf(key, [clientId]).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
    'apns-topic': topic,
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-expiration': String(Math.floor(now / 1000) + daySeconds),
    'apns-collapse-id': `portico-${pushId}`,
  };
}

function writePayload({ pushId, title, body }: PushMessage): string {
  const build = (shown: string) => ({ aps: { alert: { title, body: shown }, sound: 'default' }, push_id: pushId });
  return JSON.stringify(fitBody(body, longestPayloadBytes, build));
}

/** HTTP/2 goes past what watches the other vendors. */
function observed(endpoint: string, { observe }: Masking, post: ApnsConnection['post']): ApnsConnection['post'] {
  if (!observe) return post;
  return async (posted) => {
    const { headers, body } = posted;
    const startedAt = performance.now();
    const report = (outcome: { answer?: StreamAnswer; failure?: string }): void => {
      const { ':path': path = '', ...shown } = headers;
      observe({
        vendor: 'apns',
        request: { method: 'POST', url: `${endpoint}${path}`, headers: shown, body },
        ...outcome,
        tookMs: Math.round(performance.now() - startedAt),
      });
    };
    try {
      const answer = await post(posted);
      report({ answer });
      return answer;
    } catch (error) {
      report({ failure: (error as Error).message });
      throw error;
    }
  };
}
