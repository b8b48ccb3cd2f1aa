import type { PushOutcome } from '../../core/ports.ts';
import { asObject, parseObject } from '../vendor-http/json.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { delivered, failed, refused, unregistered } from './vendor.ts';

/** What FCM says of one message; `renew`: its access token is not accepted; `pause`: it wants to be left alone. */
export interface FcmVerdict {
  outcome: PushOutcome;
  renew?: true;
  pause?: true;
}

/**
 * Reads an answer. INVALID_ARGUMENT is said of tokens and of messages alike: only one that names the token is about it,
 * as a field violation of `message.token` or in words.
 */
export function readFcmAnswer({ status, headers, body }: VendorAnswer): FcmVerdict {
  const answer = parseObject(body) ?? {};
  if (status === 200) {
    return typeof answer.name === 'string'
      ? { outcome: delivered }
      : { outcome: failed('fcm answers 200 and names no message') };
  }
  const error = asObject(answer.error) ?? {};
  const code = codeOf(error);
  const words = `fcm answers ${status} ${code}${typeof error.message === 'string' ? `: ${error.message}` : ''}`.trim();
  if (status === 401 && code !== 'THIRD_PARTY_AUTH_ERROR') return { outcome: failed(words), renew: true };
  if (status === 429 || (status === 503 && headers.has('retry-after'))) return { outcome: failed(words), pause: true };
  if (status >= 500) return { outcome: failed(words) };
  if (code === 'UNREGISTERED') return { outcome: unregistered };
  // A project or a path that is not there is a 404 too, and says nothing of the token.
  if (code === 'INVALID_ARGUMENT') return { outcome: namesToken(error) ? unregistered : refused(words) };
  if (code === 'SENDER_ID_MISMATCH') return { outcome: refused(words) };
  return { outcome: failed(words) };
}

/** The code of FCM's own, else the general one. */
function codeOf(error: Record<string, unknown>): string {
  const own = detailsOf(error).find((detail) => typeof detail.errorCode === 'string');
  return String(own?.errorCode ?? error.status ?? '');
}

function namesToken(error: Record<string, unknown>): boolean {
  const violations = detailsOf(error).flatMap(({ fieldViolations }) =>
    Array.isArray(fieldViolations) ? fieldViolations.map((each) => asObject(each) ?? {}) : [],
  );
  if (violations.length > 0) return violations.every(({ field }) => field === 'message.token');
  return /registration token/i.test(String(error.message));
}

function detailsOf({ details }: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(details) ? details.map((each) => asObject(each) ?? {}) : [];
}
