import { type AliyunOptions, openAliyun } from './aliyun.ts';
import type { SmsVendor, VendorDeps } from './vendor.ts';

/** The options of each vendor by its name. */
export interface SmsOptionsByVendor {
  aliyun: AliyunOptions;
}
export type SmsVendorName = keyof SmsOptionsByVendor;

/** One vendor with its options. */
export type SmsVendorOptions = {
  [Name in SmsVendorName]: { name: Name; options: SmsOptionsByVendor[Name] };
}[SmsVendorName];

const open: { [Name in SmsVendorName]: (options: SmsOptionsByVendor[Name], deps: VendorDeps) => SmsVendor } = {
  aliyun: openAliyun,
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
