import { createHash, createHmac } from 'node:crypto';
import { type Double, type DoubleAnswer, type DoubleOptions, type ReceivedRequest, startDouble } from './double.ts';

/** What the double knows: its only account. */
export const tencentAccount = {
  secretId: 'AKID-test-key',
  secretKey: 'tencent-secret-of-the-double',
  sdkAppId: '1400006666',
  signName: '门廊',
  /** How many variables each template has. */
  templates: { 449739: 1, 449740: 2 } as Record<string, number>,
};

/** How Portico is told of it. */
export const tencentEnvironment = (url: string): Record<string, string> => ({
  PORTICO_SMS_TENCENT_ENDPOINT: url,
  PORTICO_SMS_TENCENT_SECRET_ID: tencentAccount.secretId,
  PORTICO_SMS_TENCENT_SECRET_KEY: tencentAccount.secretKey,
  PORTICO_SMS_TENCENT_SDK_APP_ID: tencentAccount.sdkAppId,
  PORTICO_SMS_TENCENT_SIGN_NAME: tencentAccount.signName,
  PORTICO_SMS_TENCENT_TEMPLATE: '449740',
  PORTICO_SMS_TENCENT_TEMPLATE_PARAMS: 'code,minutes',
});

const fiveMinutesSeconds = 5 * 60;

/** sms.tencentcloudapi.com as its documents say: signature v3, a timestamp of these five minutes, SendSms 2021-01-11. */
export function startTencent({ now = Date.now, isSecure = false }: DoubleOptions = {}): Promise<Double> {
  let sent = 0;
  return startDouble(
    (request, { host }) => {
      const Response = judge(request, host, now(), () => {
        sent += 1;
        return sent;
      });
      return { status: 200, body: { Response }, headers: { date: new Date(now()).toUTCString() } };
    },
    { isSecure },
  );
}

/** What an answer holds where the whole request is refused. */
export function tencentError(Code: string, Message = Code): DoubleAnswer {
  return { status: 200, body: { Response: { Error: { Code, Message }, RequestId: crypto.randomUUID() } } };
}

/** What an answer holds where a number of the request is refused. */
export function tencentRefusal(PhoneNumber: string, Code: string): DoubleAnswer {
  const status = { SerialNo: '', PhoneNumber, Fee: 0, SessionContext: '', Code, Message: Code, IsoCode: '' };
  return { status: 200, body: { Response: { SendStatusSet: [status], RequestId: crypto.randomUUID() } } };
}

function judge(request: ReceivedRequest, host: string, now: number, count: () => number): unknown {
  const refusal = findRefusal(request, host, now);
  const RequestId = crypto.randomUUID();
  if (refusal) return { Error: { Code: refusal, Message: refusal }, RequestId };
  const given = JSON.parse(request.body) as Record<string, unknown>;
  const [PhoneNumber = ''] = given.PhoneNumberSet as string[];
  const code = findNumberRefusal(given, PhoneNumber);
  const SerialNo = code === 'Ok' ? `2028:${now}${count()}` : '';
  const Message = code === 'Ok' ? 'send success' : code;
  const status = {
    SerialNo,
    PhoneNumber,
    Fee: code === 'Ok' ? 1 : 0,
    SessionContext: '',
    Code: code,
    Message,
    IsoCode: 'CN',
  };
  return { SendStatusSet: [status], RequestId };
}

function findRefusal({ method, url, headers, body }: ReceivedRequest, host: string, now: number): string | undefined {
  const header = (name: string): string => String(headers[name] ?? '');
  if (header('host') !== host) return 'NoSuchProduct';
  if (method !== 'POST' || url !== '/') return 'InvalidRequest';
  if (header('content-type') !== 'application/json; charset=utf-8') return 'UnsupportedProtocol';
  if (header('x-tc-action') !== 'SendSms') return 'InvalidAction';
  if (header('x-tc-version') !== '2021-01-11') return 'NoSuchVersion';
  if (!/^[a-z]+-[a-z]+$/.test(header('x-tc-region'))) return 'MissingParameter';
  const timestamp = header('x-tc-timestamp');
  if (!/^\d{10}$/.test(timestamp)) return 'MissingParameter';
  if (Math.abs(Number(timestamp) - now / 1000) > fiveMinutesSeconds) return 'AuthFailure.SignatureExpire';
  const [, id, date = '', names = '', signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/(\d{4}-\d\d-\d\d)\/sms\/tc3_request, SignedHeaders=([a-z;-]+), Signature=([0-9a-f]{64})$/.exec(
      header('authorization'),
    ) ?? [];
  if (id === undefined) return 'AuthFailure.InvalidAuthorization';
  if (id !== tencentAccount.secretId) return 'AuthFailure.SecretIdNotFound';
  const signed = {
    service: 'sms',
    timestamp,
    date,
    body,
    names: names.split(';'),
    headers: headers as Record<string, string>,
  };
  return signTencentAsDocumented(signed) === signature ? findMissing(body) : 'AuthFailure.SignatureFailure';
}

interface Signed {
  service: string;
  timestamp: string;
  date: string;
  body: string;
  names: string[];
  headers: Record<string, string>;
}

/** The signature as the page "Signature v3" computes it in four steps; written from that page alone. */
export function signTencentAsDocumented(request: Signed, secretKey = tencentAccount.secretKey): string {
  const { service, timestamp, date, body, names, headers } = request;
  if (!names.includes('content-type') || !names.includes('host')) return '';
  if (new Date(Number(timestamp) * 1000).toISOString().split('T')[0] !== date) return '';
  let canonicalHeaders = '';
  for (const name of names.toSorted()) canonicalHeaders += `${name}:${String(headers[name]).trim().toLowerCase()}\n`;
  const payload = createHash('sha256').update(body, 'utf8').digest('hex');
  const canonical = `POST\n/\n\n${canonicalHeaders}\n${names.toSorted().join(';')}\n${payload}`;
  const hashed = createHash('sha256').update(canonical, 'utf8').digest('hex');
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n${date}/${service}/tc3_request\n${hashed}`;
  const secretDate = createHmac('sha256', `TC3${secretKey}`).update(date).digest();
  const secretService = createHmac('sha256', secretDate).update(service).digest();
  const secretSigning = createHmac('sha256', secretService).update('tc3_request').digest();
  return createHmac('sha256', secretSigning).update(toSign, 'utf8').digest('hex');
}

function findMissing(body: string): string | undefined {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(body) as Record<string, unknown>;
  } catch {
    return 'FailedOperation.JsonParseFail';
  }
  const known = ['PhoneNumberSet', 'SmsSdkAppId', 'SignName', 'TemplateId', 'TemplateParamSet'];
  if (Object.keys(given).some((name) => !known.includes(name))) return 'UnknownParameter';
  if (['PhoneNumberSet', 'SmsSdkAppId', 'TemplateId'].some((name) => !given[name])) return 'MissingParameter';
  if (given.SmsSdkAppId !== tencentAccount.sdkAppId) return 'InvalidParameterValue.SdkAppIdNotExist';
  return undefined;
}

function findNumberRefusal({ SignName, TemplateId, TemplateParamSet }: Record<string, unknown>, phone: string): string {
  if (!/^\+861[3-9]\d{9}$|^\+(?!86)[1-9]\d{6,14}$/.test(phone)) return 'InvalidParameterValue.IncorrectPhoneNumber';
  if (SignName !== tencentAccount.signName) return 'FailedOperation.SignatureIncorrectOrUnapproved';
  const variables = tencentAccount.templates[String(TemplateId)];
  if (variables === undefined) return 'FailedOperation.TemplateUnapprovedOrNotExist';
  const given = TemplateParamSet as string[];
  if (given.length !== variables) return 'FailedOperation.TemplateParamSetNotMatchApprovedTemplate';
  // A template of a code takes nothing but digits.
  return given.every((value) => /^\d{0,6}$/.test(value)) ? 'Ok' : 'InvalidParameterValue.TemplateParameterFormatError';
}
