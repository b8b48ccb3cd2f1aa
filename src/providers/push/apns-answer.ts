import type { PushOutcome } from '../../core/ports.ts';
import { parseObject } from '../vendor-http/json.ts';
import type { StreamAnswer } from './apns-stream.ts';
import { delivered, failed, refused } from './vendor.ts';

/** What APNs says of one notification; `renew`: its provider token has expired; `pauseSeconds`: it wants to be left alone. */
export interface ApnsVerdict {
  outcome: PushOutcome;
  renew?: true;
  pauseSeconds?: number;
}

const tokenUpdatesSeconds = 20 * 60;
const busySeconds = 60;
// Not BadDeviceToken: with the wrong environment, or the wrong app's topic, Apple says it of every device there is.
const ofGoneApps = new Set(['Unregistered', 'ExpiredToken']);

/** Reads an answer; a 410 tells since when the app is gone, in milliseconds. */
export function readApnsAnswer({ status, headers, body }: StreamAnswer): ApnsVerdict {
  if (status === 200) return { outcome: delivered };
  const { reason, timestamp } = parseObject(body) ?? {};
  const words = `apns answers ${status} ${typeof reason === 'string' ? reason : ''}`.trim();
  if (status === 410 && ofGoneApps.has(String(reason))) {
    const since = typeof timestamp === 'number' ? { since: timestamp } : {};
    return { outcome: { result: 'unregistered', ...since } };
  }
  if (status === 403) {
    return { outcome: failed(words), ...(reason === 'ExpiredProviderToken' && { renew: true as const }) };
  }
  if (reason === 'TooManyProviderTokenUpdates') return { outcome: failed(words), pauseSeconds: tokenUpdatesSeconds };
  // TooManyRequests alone is about one device; with a header it is about us.
  const isBusy = (status === 429 || status === 503) && headers['retry-after'] !== undefined;
  if (isBusy) return { outcome: failed(words), pauseSeconds: busySeconds };
  const isForGood = (status === 400 && reason !== 'IdleTimeout' && typeof reason === 'string') || status === 413;
  return { outcome: isForGood ? refused(words) : failed(words) };
}
