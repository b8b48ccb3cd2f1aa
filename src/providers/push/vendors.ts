import { type ApnsSettings, openApns } from './apns.ts';
import { type FcmSettings, openFcm } from './fcm.ts';
import { openGetui } from './getui.ts';
import type { GetuiSettings } from './getui-api.ts';
import { type JpushSettings, openJpush } from './jpush.ts';
import type { PushVendor, PushVendorDeps } from './vendor.ts';
import type { PushVendorName } from './vendor-names.ts';

/** What each vendor wants to know. */
export interface PushVendorSettings extends Record<PushVendorName, object> {
  getui: GetuiSettings;
  jpush: JpushSettings;
  fcm: FcmSettings;
  apns: ApnsSettings;
}

const open: { [Name in PushVendorName]: (settings: PushVendorSettings[Name], deps: PushVendorDeps) => PushVendor } = {
  getui: openGetui,
  jpush: openJpush,
  fcm: openFcm,
  apns: openApns,
};

/** Opens one; nothing is connected until something is sent. */
export function openPushVendor<Name extends PushVendorName>(
  name: Name,
  settings: PushVendorSettings[Name],
  deps: PushVendorDeps,
): PushVendor {
  return open[name](settings, deps);
}
