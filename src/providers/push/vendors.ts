import { type FcmSettings, openFcm } from './fcm.ts';
import type { PushVendor, PushVendorDeps } from './vendor.ts';

/** What each vendor wants to know. */
export interface PushVendorSettings {
  fcm: FcmSettings;
}

/** Every vendor there is. */
export type PushVendorName = keyof PushVendorSettings;

const open: { [Name in PushVendorName]: (settings: PushVendorSettings[Name], deps: PushVendorDeps) => PushVendor } = {
  fcm: openFcm,
};

/** Opens one; nothing is connected until something is sent. */
export function openPushVendor<Name extends PushVendorName>(
  name: Name,
  settings: PushVendorSettings[Name],
  deps: PushVendorDeps,
): PushVendor {
  return open[name](settings, deps);
}
