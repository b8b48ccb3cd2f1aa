import { createHash, createHmac } from 'node:crypto';
import { type Double, type DoubleAnswer, type DoubleOptions, type ReceivedRequest, startDouble } from './double.ts';

/** What the double knows: its only account. */
export const aliyunAccount = {
  accessKeyId: 'LTAI-test-key',
  accessKeySecret: 'aliyun-secret-of-the-double',
  signName: '门廊',
  templates: { SMS_154950909: ['code'], SMS_154950910: ['code'] } as Record<string, string[]>,
};

/** How Portico is told of it. */
export const aliyunEnvironment = (url: string): Record<string, string> => ({
  PORTICO_SMS_ALIYUN_ENDPOINT: url,
  PORTICO_SMS_ALIYUN_ACCESS_KEY_ID: aliyunAccount.accessKeyId,
  PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET: aliyunAccount.accessKeySecret,
  PORTICO_SMS_ALIYUN_SIGN_NAME: aliyunAccount.signName,
  PORTICO_SMS_ALIYUN_TEMPLATE: 'SMS_154950909',
});

/** What an answer holds where SendSms refuses. */
export function aliyunRefusal(Code: string, status = 200): DoubleAnswer {
  return { status, body: { Message: Code, RequestId: requestId(), Code } };
}

const fifteenMinutesMs = 15 * 60_000;

/** Dysmsapi 2017-05-25 as its documents say: V3 signature, a timestamp of these 15 minutes, a nonce once, SendSms. */
export function startAliyun({ now = Date.now, isSecure = false }: DoubleOptions = {}): Promise<Double> {
  const nonces = new Set<string>();
  let sent = 0;
  return startDouble(
    (request, { host }) => {
      const refusal = findRefusal(request, host, now(), nonces) ?? judgeMessage(request);
      if (refusal) return withDate(refusal, now());
      sent += 1;
      const BizId = `${now()}${sent}^0`;
      return withDate({ status: 200, body: { Message: 'OK', RequestId: requestId(), Code: 'OK', BizId } }, now());
    },
    { isSecure },
  );
}

const requestId = (): string => crypto.randomUUID().toUpperCase();

function withDate(answer: DoubleAnswer, now: number): DoubleAnswer {
  return { ...answer, headers: { date: new Date(now).toUTCString() } };
}

function refuse(status: number, Code: string, Message: string): DoubleAnswer {
  return { status, body: { RequestId: requestId(), HostId: 'dysmsapi.aliyuncs.com', Code, Message } };
}

function findRefusal(
  { method, url, headers, body }: ReceivedRequest,
  host: string,
  now: number,
  nonces: Set<string>,
): DoubleAnswer | undefined {
  const header = (name: string): string => String(headers[name] ?? '');
  if (header('host') !== host)
    return refuse(404, 'InvalidProduct.NotFound', 'Cannot find product according to your specified domain.');
  if (!['POST', 'GET'].includes(method))
    return refuse(405, 'UnsupportedHTTPMethod', 'This http method is not supported.');
  for (const name of ['x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256']) {
    if (header(name) === '') return refuse(400, `Missing${name}`, `${name} is mandatory for this action.`);
  }
  if (header('x-acs-version') !== '2017-05-25') return refuse(400, 'InvalidVersion', 'The version is not valid.');
  if (header('x-acs-action') !== 'SendSms') return refuse(404, 'InvalidAction.NotFound', 'The action is not found.');
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(header('x-acs-date'))) {
    return refuse(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
  }
  if (Math.abs(Date.parse(header('x-acs-date')) - now) > fifteenMinutesMs) {
    return refuse(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  }
  const [, id, names = '', signature] =
    /^ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([a-z0-9;-]+),Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    ) ?? [];
  if (id === undefined) return refuse(400, 'IncompleteSignature', 'The request signature does not conform.');
  if (id !== aliyunAccount.accessKeyId) {
    return refuse(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  }
  const own = signAsDocumented({
    method,
    url,
    body,
    headers: headers as Record<string, string>,
    names: names.split(';'),
  });
  if (own !== signature) {
    return refuse(400, 'SignatureDoesNotMatch', 'Specified signature is not matched with our calculation.');
  }
  const nonce = header('x-acs-signature-nonce');
  if (nonces.has(nonce)) return refuse(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
  nonces.add(nonce);
  return undefined;
}

/**
 * The signature as the page "V3 request structure and signature" computes it; the empty text where a header that must be
 * signed is not. Written from that page alone.
 */
export function signAsDocumented(
  request: { method: string; url: string; body: string; headers: Record<string, string>; names: string[] },
  secret = aliyunAccount.accessKeySecret,
): string {
  const { method, url, body, headers, names } = request;
  const bodyHash = createHash('sha256').update(body, 'utf8').digest('hex');
  const mustBeSigned = Object.keys(headers).filter((name) => name.startsWith('x-acs-') || name === 'host');
  if (mustBeSigned.some((name) => !names.includes(name)) || headers['x-acs-content-sha256'] !== bodyHash) return '';
  const [path = '/', rawQuery = ''] = url.split('?');
  const pairs = rawQuery === '' ? [] : rawQuery.split('&').map((pair) => pair.split('=').map(decodeURIComponent));
  const query = pairs
    .toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .map(([name = '', value = '']) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
  let canonicalHeaders = '';
  for (const name of names.toSorted()) canonicalHeaders += `${name}:${String(headers[name]).trim()}\n`;
  const canonical = `${method}\n${path}\n${query}\n${canonicalHeaders}\n${names.toSorted().join(';')}\n${bodyHash}`;
  const toSign = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical, 'utf8').digest('hex')}`;
  return createHmac('sha256', secret).update(toSign, 'utf8').digest('hex');
}

/** RFC 3986: everything but unreserved characters, byte by byte. */
function percentEncode(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const sign = String.fromCharCode(byte);
    encoded += /[A-Za-z0-9_.~-]/.test(sign) ? sign : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}

function judgeMessage({ url }: ReceivedRequest): DoubleAnswer | undefined {
  const { searchParams } = new URL(url, 'http://double');
  for (const name of ['PhoneNumbers', 'SignName', 'TemplateCode']) {
    if (!searchParams.get(name)) return refuse(400, `Missing${name}`, `${name} is mandatory for this action.`);
  }
  const say = (Code: string, Message: string): DoubleAnswer => ({
    status: 200,
    body: { Message, RequestId: requestId(), Code },
  });
  const phone = searchParams.get('PhoneNumbers') ?? '';
  // Of other countries with their calling code; the samples of Aliyun's older documents write 00 before it.
  if (!/^(\+|\+?86|0086)?1[3-9]\d{9}$|^(00)?(?!86)[1-9]\d{6,14}$/.test(phone))
    return say('isv.MOBILE_NUMBER_ILLEGAL', '无效号码');
  if (searchParams.get('SignName') !== aliyunAccount.signName) return say('isv.SMS_SIGNATURE_ILLEGAL', '签名不合法');
  const variables = aliyunAccount.templates[searchParams.get('TemplateCode') ?? ''];
  if (!variables) return say('isv.SMS_TEMPLATE_ILLEGAL', '模板不合法');
  const given = JSON.parse(searchParams.get('TemplateParam') ?? '{}') as Record<string, unknown>;
  if (variables.some((name) => typeof given[name] !== 'string')) {
    return say('isv.TEMPLATE_MISSING_PARAMETERS', '模板变量缺失');
  }
  return undefined;
}
