import { createHash } from 'node:crypto';
import type { Clock } from '../../core/ports.ts';
import { asObject, parseObject } from '../vendor-http/json.ts';
import type { VendorHttp } from '../vendor-http/vendor-http.ts';
import { type AccessTokens, createAccessTokens, withToken } from './access-token.ts';
import type { Masking } from './masking.ts';
import type { Pause } from './pause.ts';

/** Getui (个推), REST API v2. */
export interface GetuiSettings {
  appId: string;
  appKey: string;
  masterSecret: string;
  /** `https://restapi.getui.com/v2` */
  endpoint: string;
}

/** What Getui answers: its code, its words and its data. */
export interface GetuiAnswer {
  status: number;
  code: number | undefined;
  message: string;
  data: Record<string, unknown>;
}

/** Posts to a path below the app. Throws where there is no answer, or no token. */
export type GetuiApi = (path: string, body: unknown, signal: AbortSignal) => Promise<GetuiAnswer>;

const renewBeforeMs = 10 * 60_000;
const tokenIsGone = 10001;
/** So many a minute are allowed: for asking tokens, and for all else. */
const tooOften = [10003, 10005];
const minuteSeconds = 60;
const never = new AbortController().signal;

/** Getui’s API with a token that is kept for its day, and renewed once where it is not accepted. */
export function createGetuiApi(
  settings: GetuiSettings,
  deps: { clock: Clock; http: VendorHttp; pause: Pause; hide: Masking['hide'] },
): { post: GetuiApi; tokens: AccessTokens } {
  const { clock, http, pause, hide } = deps;
  const base = `${settings.endpoint}/${encodeURIComponent(settings.appId)}`;

  async function exchange(path: string, body: unknown, signal: AbortSignal, token?: string): Promise<GetuiAnswer> {
    const headers = { 'content-type': 'application/json;charset=utf-8', ...(token !== undefined && { token }) };
    const request = { method: 'POST', url: `${base}${path}`, headers, body: JSON.stringify(body) } as const;
    const { status, headers: answered, body: text } = await http(request, signal);
    const { code, msg, data } = parseObject(text) ?? {};
    const answer = {
      status,
      code: typeof code === 'number' ? code : undefined,
      message: typeof msg === 'string' ? msg : '',
      data: asObject(data) ?? {},
    };
    const isTooMuch = status === 429 || tooOften.includes(answer.code ?? 0);
    if (isTooMuch) pause.begin('getui', answered.get('retry-after'), minuteSeconds);
    return answer;
  }

  const tokens = createAccessTokens({
    clock,
    renewBeforeMs,
    async ask() {
      const signed = signGetui(settings, clock.now());
      hide(signed.sign);
      const answer = await exchange('/auth', signed, never);
      const { token, expire_time: expiresAt } = answer.data;
      if (answer.code !== 0 || typeof token !== 'string') throw new Error(`getui gives no token: ${wordsOf(answer)}`);
      return { token, expiresAt: Number(expiresAt) || 0 };
    },
  });

  function post(path: string, body: unknown, signal: AbortSignal): Promise<GetuiAnswer> {
    const ask = (token: string): Promise<GetuiAnswer> => {
      hide(token);
      return exchange(path, body, signal, token);
    };
    return withToken(tokens, ask, ({ code }) => code === tokenIsGone);
  }

  return { post, tokens };
}

/** The body that asks for a token: SHA-256 of app key, milliseconds and master secret, in hexadecimal. */
export function signGetui({ appKey, masterSecret }: Pick<GetuiSettings, 'appKey' | 'masterSecret'>, now: number) {
  const timestamp = String(now);
  const sign = createHash('sha256').update(`${appKey}${timestamp}${masterSecret}`).digest('hex');
  return { sign, timestamp, appkey: appKey };
}

/** An answer that is not what was hoped for. */
export function wordsOf({ status, code, message }: GetuiAnswer): string {
  return `getui answers ${status} ${code ?? ''} ${message}`.trim();
}
