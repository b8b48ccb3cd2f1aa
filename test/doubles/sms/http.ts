import { createHmac } from 'node:crypto';
import { type Double, type DoubleAnswer, type DoubleOptions, type ReceivedRequest, startDouble } from './double.ts';

/** What the double knows: its only account. */
export const httpAccount = { token: 'token-of-the-double', sender: 'PORTICO' };

/** How Portico is told of it. */
export const httpEnvironment = (url: string): Record<string, string> => ({
  PORTICO_SMS_HTTP_URL: `${url}/v1/messages?request={id}`,
  PORTICO_SMS_HTTP_HEADERS: '{"authorization": "Bearer {secret}"}',
  PORTICO_SMS_HTTP_SECRET: httpAccount.token,
  PORTICO_SMS_HTTP_HMAC_HEADER: 'x-signature',
  PORTICO_SMS_HTTP_BODY: '{"to":"{to}","sender":"PORTICO","text":"{text}","time":{timestamp}}',
  PORTICO_SMS_HTTP_TEXT_ZH: '【门廊】验证码 {code}，"{minutes}" 分钟内有效',
  PORTICO_SMS_HTTP_TEXT_EN: 'Your code is {code}',
  PORTICO_SMS_HTTP_SUCCESS_POINTER: '/result/code',
  PORTICO_SMS_HTTP_SUCCESS_EQUALS: '0',
  PORTICO_SMS_HTTP_CODE_POINTER: '/result/code',
  PORTICO_SMS_HTTP_REQUEST_ID_POINTER: '/request',
  PORTICO_SMS_HTTP_BIZ_ID_POINTER: '/result/messages/0/id',
  PORTICO_SMS_HTTP_THROTTLED: 'too many, 发送太频繁',
  PORTICO_SMS_HTTP_OUT_OF_CREDIT: '余额不足',
  PORTICO_SMS_HTTP_REJECTED: 'bad number',
  PORTICO_SMS_HTTP_MISCONFIGURED: 'bad token,stale',
});

/** A vendor as many are: a bearer token, a signed JSON body of these five minutes, and 200 whatever happens. */
export function startHttp({ now = Date.now, isSecure = false }: DoubleOptions = {}): Promise<Double> {
  let sent = 0;
  return startDouble(
    (request, { host }) => {
      const words = judge(request, host, now());
      const date = new Date(now()).toUTCString();
      if (words) return { ...say(1, words), headers: { date } };
      sent += 1;
      return {
        status: 200,
        headers: { date },
        body: { request: `r-${sent}`, result: { code: 0, messages: [{ id: `m-${sent}` }] } },
      };
    },
    { isSecure },
  );
}

const say = (code: number, words: string): DoubleAnswer => ({
  status: 200,
  body: { request: 'r-0', result: { code, words } },
});

function judge({ method, url, headers, body }: ReceivedRequest, host: string, now: number): string | undefined {
  if (headers.host !== host || method !== 'POST' || !url.startsWith('/v1/messages?request=')) return 'bad path';
  if (headers['content-type'] !== 'application/json') return 'bad content type';
  if (headers.authorization !== `Bearer ${httpAccount.token}`) return 'bad token';
  const signature = createHmac('sha256', httpAccount.token).update(body).digest('hex');
  if (headers['x-signature'] !== signature) return 'bad token';
  const given = JSON.parse(body) as Record<string, unknown>;
  if (Math.abs(Number(given.time) - now / 1000) > 300) return 'stale: set your clock';
  if (!/^\+[1-9]\d{6,14}$/.test(String(given.to))) return 'bad number';
  return /\b\d{6}\b|\d{6}/.test(String(given.text)) ? undefined : 'no code';
}
