import type { PushDevice, PushMessage, PushOutcome } from '../../core/ports.ts';
import { VendorUnreachable } from '../vendor-http/vendor-http.ts';
import { withToken } from './access-token.ts';
import { type FcmVerdict, readFcmAnswer } from './fcm-answer.ts';
import { createFcmTokens, type ServiceAccount } from './fcm-token.ts';
import { createGate } from './gate.ts';
import { createPause, whyNotNow } from './pause.ts';
import { openPushHttp } from './push-http.ts';
import { allOf, failed, type PushVendor, type PushVendorDeps } from './vendor.ts';
import { fitBody } from './words.ts';

/** Firebase Cloud Messaging, HTTP v1. */
export interface FcmSettings {
  serviceAccount: ServiceAccount;
  endpoint: string;
}

const mostAtOnce = 32;
const longestMessageBytes = 4096;
/** FCM names this wait where it names none. */
const quotaSeconds = 60;

/** One request for each device; there is no batch in HTTP v1. */
export function openFcm({ serviceAccount, endpoint }: FcmSettings, deps: PushVendorDeps): PushVendor {
  const { clock } = deps;
  const { http, hide, close } = openPushHttp('fcm', mostAtOnce, deps);
  const tokens = createFcmTokens(serviceAccount, { clock, http, hide });
  const gate = createGate(mostAtOnce);
  const pause = createPause(clock);
  const url = `${endpoint}/v1/projects/${encodeURIComponent(serviceAccount.projectId)}/messages:send`;

  async function ask(token: string, body: string, signal: AbortSignal): Promise<FcmVerdict> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=UTF-8' };
    const answer = await http({ method: 'POST', url, headers, body }, signal);
    const verdict = readFcmAnswer(answer);
    if (verdict.pause) pause.begin('fcm', answer.headers.get('retry-after'), quotaSeconds);
    return verdict;
  }

  async function tell(message: PushMessage, { clientId }: PushDevice, signal: AbortSignal): Promise<PushOutcome> {
    const reason = whyNotNow(pause, signal);
    if (reason !== undefined) return failed(reason);
    try {
      const body = writeFcmMessage(message, clientId);
      const verdict = await withToken(
        tokens,
        (token) => ask(token, body, signal),
        ({ renew }) => renew === true,
      );
      return verdict.outcome;
    } catch (error) {
      return failed(error instanceof VendorUnreachable ? error.message : `fcm: ${(error as Error).message}`);
    }
  }

  return {
    async send(message, devices, signal) {
      hide(...devices.map(({ clientId }) => clientId));
      // Without a token none is told; asked for once here, a vendor that gives none is not asked for each device.
      const missing = await tokens.get().then(
        () => undefined,
        (error: Error) => failed(error.message),
      );
      if (missing) return allOf(devices, missing);
      const told = devices.map(async (device) => [device.id, await gate(() => tell(message, device, signal))] as const);
      return new Map(await Promise.all(told));
    },
    close,
  };
}

/** A repetition replaces, on the phone, what it repeats: they have the same tag and collapse id. */
function writeFcmMessage({ pushId, title, body }: PushMessage, token: string): string {
  const tag = `portico-${pushId}`;
  const build = (shown: string) => ({
    message: {
      token,
      notification: { title, body: shown },
      data: { push_id: String(pushId) },
      android: { notification: { tag } },
      apns: { headers: { 'apns-collapse-id': tag } },
    },
  });
  return JSON.stringify(fitBody(body, longestMessageBytes, build));
}
