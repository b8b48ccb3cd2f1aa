import type { AliyunOptions } from '../providers/sms/aliyun.ts';
import type { SmsOptions } from '../providers/sms/sms.ts';
import { type TencentOptions, tencentParams } from '../providers/sms/tencent.ts';
import {
  type SmsOptionsByVendor,
  type SmsVendorName,
  type SmsVendorOptions,
  smsVendorNames,
} from '../providers/sms/vendors.ts';
import { readHostEndpoint } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';
import { readSmsHttpConfig } from './sms-http.ts';
import { readUnjudged } from './unjudged.ts';
import { readWording } from './wording.ts';

/** Who sends SMS, in the order in which they are asked; undefined where nobody is named. */
export function readSmsConfig(read: EnvironmentReader, problems: string[]): SmsOptions | undefined {
  const names = read.list('PORTICO_SMS');
  for (const name of names.filter((each) => !isVendor(each))) {
    problems.push(`PORTICO_SMS must name vendors out of ${smsVendorNames.join(', ')}, not "${name}"`);
  }
  for (const name of names.filter((each, index) => names.indexOf(each) !== index)) {
    problems.push(`PORTICO_SMS names ${name} twice`);
  }
  const options = new Map(smsVendorNames.map((name) => [name, readVendor(name, names.includes(name), read, problems)]));
  const vendors = names.filter(isVendor).flatMap((name) => options.get(name) ?? []);
  return vendors.length > 0 ? vendors : undefined;
}

const isVendor = (name: string): name is SmsVendorName => smsVendorNames.some((each) => each === name);

function readVendor(name: SmsVendorName, isAsked: boolean, read: EnvironmentReader, problems: string[]) {
  const readOptions = () => ({ name, options: readers[name](read, problems) }) as SmsVendorOptions;
  return isAsked ? readOptions() : readUnjudged(problems, readOptions);
}

const readers: { [Name in SmsVendorName]: (read: EnvironmentReader, problems: string[]) => SmsOptionsByVendor[Name] } =
  {
    aliyun: readAliyun,
    tencent: readTencent,
    http: readSmsHttpConfig,
  };

/** What travels in a header as it is: a blank or a foreign sign in it, pasted along, would fail every message. */
function demandHeaderText(read: EnvironmentReader, problems: string[], names: readonly string[]): void {
  for (const name of names.filter((each) => !/^[\x21-\x7e]*$/.test(read.text(each) ?? ''))) {
    problems.push(`${name} must be plain ASCII without blanks`);
  }
}

function readAliyun(read: EnvironmentReader, problems: string[]): AliyunOptions {
  demandHeaderText(read, problems, ['PORTICO_SMS_ALIYUN_ACCESS_KEY_ID']);
  return {
    accessKeyId: read.required('PORTICO_SMS_ALIYUN_ACCESS_KEY_ID', 'the access key’s id'),
    accessKeySecret: read.requiredSecret('PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET', 'the access key’s secret'),
    endpoint: readHostEndpoint(read, problems, 'PORTICO_SMS_ALIYUN_ENDPOINT', 'https://dysmsapi.aliyuncs.com'),
    templates: readWording(read, problems, 'PORTICO_SMS_ALIYUN_TEMPLATE', 'the template’s code, such as SMS_154950909'),
    signNames: readWording(read, problems, 'PORTICO_SMS_ALIYUN_SIGN_NAME', 'the approved sign name'),
    templateParam: read.text('PORTICO_SMS_ALIYUN_TEMPLATE_PARAM') ?? 'code',
  };
}

function readTencent(read: EnvironmentReader, problems: string[]): TencentOptions {
  demandHeaderText(read, problems, ['PORTICO_SMS_TENCENT_SECRET_ID', 'PORTICO_SMS_TENCENT_REGION']);
  return {
    secretId: read.required('PORTICO_SMS_TENCENT_SECRET_ID', 'the API key’s id'),
    secretKey: read.requiredSecret('PORTICO_SMS_TENCENT_SECRET_KEY', 'the API key’s secret'),
    endpoint: readHostEndpoint(read, problems, 'PORTICO_SMS_TENCENT_ENDPOINT', 'https://sms.tencentcloudapi.com'),
    region: read.text('PORTICO_SMS_TENCENT_REGION') ?? 'ap-guangzhou',
    sdkAppId: read.required('PORTICO_SMS_TENCENT_SDK_APP_ID', 'the SdkAppId of the application, such as 1400006666'),
    templates: readWording(read, problems, 'PORTICO_SMS_TENCENT_TEMPLATE', 'the template’s id, such as 449739'),
    signNames: readWording(read, problems, 'PORTICO_SMS_TENCENT_SIGN_NAME', 'the approved sign name'),
    templateParams: readTencentParams(read, problems),
  };
}

function readTencentParams(read: EnvironmentReader, problems: string[]): TencentOptions['templateParams'] {
  const names = read.list('PORTICO_SMS_TENCENT_TEMPLATE_PARAMS');
  const known = names.flatMap((name) => tencentParams.find((each) => each === name) ?? []);
  if (known.length < names.length) {
    problems.push('PORTICO_SMS_TENCENT_TEMPLATE_PARAMS must be code, or code and minutes in the template’s order');
  }
  return known.length > 0 ? known : ['code'];
}
