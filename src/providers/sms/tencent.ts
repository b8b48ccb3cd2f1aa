import type { SmsCode, SmsReceipt } from '../../core/ports.ts';
import { asObject, parseObject } from '../vendor-http/json.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { asText } from './as-text.ts';
import { describeWrongClock } from './clock-words.ts';
import { SmsFailure } from './failure.ts';
import { tencentClockCodes, tencentCodes } from './tencent-codes.ts';
import { signTc3 } from './tencent-signature.ts';
import { codeMinutes, openSmsHttp, type SmsVendor, type VendorDeps } from './vendor.ts';
import { findVerdict, mayHaveFailed, wrongAccount } from './verdicts.ts';
import { type Wording, wordingOf } from './wording.ts';

/** What Tencent's positional variables can stand for. */
export const tencentParams = ['code', 'minutes'] as const;

/** What an operator says of Tencent Cloud. */
export interface TencentOptions {
  secretId: string;
  secretKey: string;
  /** Without a slash at its end. */
  endpoint: string;
  region: string;
  sdkAppId: string;
  templates: Wording;
  signNames: Wording;
  /** What the template's {1}, {2}… stand for. */
  templateParams: ReadonlyArray<(typeof tencentParams)[number]>;
}

const vendor = 'tencent';

/** Tencent Cloud's SendSms of 2021-01-11, signed by TC3-HMAC-SHA256. */
export function openTencent(options: TencentOptions, deps: VendorDeps): SmsVendor {
  const http = openSmsHttp(vendor, [options.secretKey], deps);
  return {
    name: vendor,
    async send(message, signal) {
      const timestampSeconds = Math.floor(deps.clock.now() / 1000);
      const signed = {
        'content-type': 'application/json; charset=utf-8',
        host: new URL(options.endpoint).host,
        'x-tc-action': 'SendSms',
      };
      const body = writeBody(options, message);
      const authorization = signTc3({ service: 'sms', timestampSeconds, headers: signed, body }, options);
      const headers = {
        ...signed,
        'x-tc-version': '2021-01-11',
        'x-tc-region': options.region,
        'x-tc-timestamp': String(timestampSeconds),
        authorization,
      };
      return readAnswer(await http({ method: 'POST', url: `${options.endpoint}/`, headers, body }, signal), deps);
    },
  };
}

function writeBody({ sdkAppId, templates, signNames, templateParams }: TencentOptions, message: SmsCode): string {
  const values = { code: message.code, minutes: String(codeMinutes) };
  return JSON.stringify({
    PhoneNumberSet: [message.to],
    SmsSdkAppId: sdkAppId,
    SignName: wordingOf(signNames, message),
    TemplateId: wordingOf(templates, message),
    TemplateParamSet: templateParams.map((name) => values[name]),
  });
}

function readAnswer({ status, headers, body }: VendorAnswer, { clock }: VendorDeps): SmsReceipt {
  const response = asObject(parseObject(body)?.Response);
  const requestId = asText(response?.RequestId);
  const error = asObject(response?.Error);
  const sent = Array.isArray(response?.SendStatusSet) ? asObject(response.SendStatusSet[0]) : undefined;
  const vendorCode = asText((error ?? sent)?.Code);
  if (vendorCode === '' || (vendorCode === 'Ok' && (error || status !== 200))) {
    throw new SmsFailure(vendor, mayHaveFailed, { words: `answered ${status} with what is no answer`, requestId });
  }
  if (vendorCode === 'Ok') {
    // Clients of the desktop contract know Aliyun's words: anything but OK is a failure to them.
    return { Message: 'OK', RequestId: requestId, Code: 'OK', BizId: asText(sent?.SerialNo) };
  }
  const verdict = tencentClockCodes.includes(vendorCode)
    ? wrongAccount(describeWrongClock(clock, headers.get('date')))
    : findVerdict(tencentCodes, vendorCode, status);
  throw new SmsFailure(vendor, verdict, { vendorCode, requestId });
}
