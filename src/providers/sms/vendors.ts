import { type AliyunOptions, openAliyun } from './aliyun.ts';
import { type HttpOptions, openHttp } from './http.ts';
import { openTencent, type TencentOptions } from './tencent.ts';
import type { SmsVendor, VendorDeps } from './vendor.ts';

/** The options of each vendor by its name. */
export interface SmsOptionsByVendor {
  aliyun: AliyunOptions;
  tencent: TencentOptions;
  http: HttpOptions;
}
export type SmsVendorName = keyof SmsOptionsByVendor;

/** One vendor with its options. */
export type SmsVendorOptions = {
  [Name in SmsVendorName]: { name: Name; options: SmsOptionsByVendor[Name] };
}[SmsVendorName];

const open: { [Name in SmsVendorName]: (options: SmsOptionsByVendor[Name], deps: VendorDeps) => SmsVendor } = {
  aliyun: openAliyun,
  tencent: openTencent,
  http: openHttp,
};

/** Every vendor that there is. */
export const smsVendorNames = Object.keys(open) as SmsVendorName[];

/** Opens one vendor; nothing is sent yet. */
export function openVendor<Name extends SmsVendorName>(
  { name, options }: { name: Name; options: SmsOptionsByVendor[Name] },
  deps: VendorDeps,
): SmsVendor {
  return open[name](options, deps);
}
