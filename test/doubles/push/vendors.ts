import { startApns } from './apns.ts';
import { startFcm } from './fcm.ts';
import { startGetui } from './getui.ts';
import { startJpush } from './jpush.ts';

/** A double that was started: what a server needs to send through it, and what `provider test` is asked to send. */
export interface StartedVendor {
  environment: Record<string, string>;
  arguments: string[];
  /** What may not be shown of it. */
  secrets: string[];
  close(): Promise<void>;
}

const started = (
  vendor: string,
  double: Pick<StartedVendor, 'environment' | 'close'>,
  device: { clientType: string; clientId: string },
): StartedVendor => ({
  environment: double.environment,
  arguments: ['push', '--client-type', device.clientType, '--client-id', device.clientId, '--vendor', vendor],
  secrets: [
    device.clientId,
    ...Object.entries(double.environment)
      .filter(isSecret)
      .map(([, value]) => value),
  ],
  close: double.close,
});

const isSecret = ([name]: [string, string]): boolean =>
  /_(SECRET|KEY|SERVICE_ACCOUNT)$/.test(name) && !/APP_KEY$/.test(name);

/** The doubles of push vendors, by the names of these. */
export const pushVendors: Record<string, () => Promise<StartedVendor>> = {
  getui: async () =>
    started('getui', await startGetui(), { clientType: 'android', clientId: 'e605a0db5ce3cca9b76b012978064940' }),
  jpush: async () => started('jpush', await startJpush(), { clientType: 'android', clientId: '18171adc033d9b6b7a5' }),
  fcm: async () => started('fcm', await startFcm(), { clientType: 'android', clientId: 'fGk-double:APA91bDouble' }),
  apns: async () => started('apns', await startApns(), { clientType: 'ios', clientId: 'a1b2c3d4'.repeat(8) }),
};
