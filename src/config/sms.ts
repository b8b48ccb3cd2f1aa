import type { AliyunOptions } from '../providers/sms/aliyun.ts';
import type { SmsOptions } from '../providers/sms/sms.ts';
import {
  type SmsOptionsByVendor,
  type SmsVendorName,
  type SmsVendorOptions,
  smsVendorNames,
} from '../providers/sms/vendors.ts';
import { readEndpoint } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';
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

/** What is said of a vendor that is not asked is read too, so that nobody calls it unknown, and is not judged. */
function readVendor(name: SmsVendorName, isAsked: boolean, read: EnvironmentReader, problems: string[]) {
  const before = problems.length;
  const options = { name, options: readers[name](read, problems) } as SmsVendorOptions;
  if (!isAsked) problems.splice(before);
  return options;
}

const readers: { [Name in SmsVendorName]: (read: EnvironmentReader, problems: string[]) => SmsOptionsByVendor[Name] } =
  {
    aliyun: readAliyun,
  };

function readAliyun(read: EnvironmentReader, problems: string[]): AliyunOptions {
  return {
    accessKeyId: read.required('PORTICO_SMS_ALIYUN_ACCESS_KEY_ID', 'the access key’s id'),
    accessKeySecret: read.requiredSecret('PORTICO_SMS_ALIYUN_ACCESS_KEY_SECRET', 'the access key’s secret'),
    endpoint: readEndpoint(read, problems, 'PORTICO_SMS_ALIYUN_ENDPOINT', 'https://dysmsapi.aliyuncs.com'),
    templates: readWording(read, problems, 'PORTICO_SMS_ALIYUN_TEMPLATE', 'the template’s code, such as SMS_154950909'),
    signNames: readWording(read, problems, 'PORTICO_SMS_ALIYUN_SIGN_NAME', 'the approved sign name'),
    templateParam: read.text('PORTICO_SMS_ALIYUN_TEMPLATE_PARAM') ?? 'code',
  };
}
