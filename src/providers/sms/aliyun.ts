import type { SmsReceipt } from '../../core/ports.ts';
import { parseObject } from '../vendor-http/json.ts';
import type { VendorAnswer } from '../vendor-http/vendor-http.ts';
import { aliyunCodes } from './aliyun-codes.ts';
import { hashBody, signAcs3, writeQuery } from './aliyun-signature.ts';
import { asText } from './as-text.ts';
import { describeWrongClock } from './clock-words.ts';
import { SmsFailure } from './failure.ts';
import { writeNationalNumber } from './national-number.ts';
import { openSmsHttp, type SmsVendor, type VendorDeps } from './vendor.ts';
import { findVerdict, mayHaveFailed, wrongAccount } from './verdicts.ts';
import { type Wording, wordingOf } from './wording.ts';

/** What an operator says of Aliyun. */
export interface AliyunOptions {
  accessKeyId: string;
  accessKeySecret: string;
  /** Without a slash at its end. */
  endpoint: string;
  templates: Wording;
  signNames: Wording;
  /** The name of the template's variable. */
  templateParam: string;
}

const vendor = 'aliyun';

/** Aliyun's Dysmsapi of 2017-05-25: SendSms, an RPC with its parameters in the query, signed by ACS3-HMAC-SHA256. */
export function openAliyun(options: AliyunOptions, deps: VendorDeps): SmsVendor {
  const http = openSmsHttp(vendor, [options.accessKeySecret], deps);
  return {
    name: vendor,
    async send(message, signal) {
      const query = writeQuery({
        PhoneNumbers: writeNationalNumber(message.to),
        SignName: wordingOf(options.signNames, message),
        TemplateCode: wordingOf(options.templates, message),
        TemplateParam: JSON.stringify({ [options.templateParam]: message.code }),
      });
      const headers: Record<string, string> = {
        host: new URL(options.endpoint).host,
        'x-acs-action': 'SendSms',
        'x-acs-version': '2017-05-25',
        'x-acs-date': `${new Date(deps.clock.now()).toISOString().slice(0, 19)}Z`,
        'x-acs-signature-nonce': crypto.randomUUID(),
        'x-acs-content-sha256': hashBody(''),
      };
      const authorization = signAcs3({ method: 'POST', path: '/', query, headers, body: '' }, options);
      const url = `${options.endpoint}/?${query}`;
      return readAnswer(await http({ method: 'POST', url, headers: { ...headers, authorization } }, signal), deps);
    },
  };
}

function readAnswer({ status, headers, body }: VendorAnswer, { clock }: VendorDeps): SmsReceipt {
  const answer = parseObject(body);
  const vendorCode = asText(answer?.Code);
  const requestId = asText(answer?.RequestId);
  if (vendorCode === '' || (vendorCode === 'OK' && status !== 200)) {
    throw new SmsFailure(vendor, mayHaveFailed, { words: `answered ${status} with what is no answer`, requestId });
  }
  if (vendorCode === 'OK') {
    return { Message: asText(answer?.Message), RequestId: requestId, Code: vendorCode, BizId: asText(answer?.BizId) };
  }
  const verdict = vendorCode.startsWith('InvalidTimeStamp')
    ? wrongAccount(describeWrongClock(clock, headers.get('date')))
    : findVerdict(aliyunCodes, vendorCode, status);
  throw new SmsFailure(vendor, verdict, { vendorCode, requestId });
}
