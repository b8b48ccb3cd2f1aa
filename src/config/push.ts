import { createPrivateKey } from 'node:crypto';
import type { ApnsSettings } from '../providers/push/apns.ts';
import type { FcmSettings } from '../providers/push/fcm.ts';
import type { GetuiSettings } from '../providers/push/getui-api.ts';
import type { JpushSettings } from '../providers/push/jpush.ts';
import type { PushSettings } from '../providers/push/route.ts';
import { type PushVendorName, pushVendorNames } from '../providers/push/vendor-names.ts';
import type { PushVendorSettings } from '../providers/push/vendors.ts';
import { parseObject } from '../providers/vendor-http/json.ts';
import { isSafeEndpoint, readEndpoint } from './endpoint.ts';
import type { EnvironmentReader } from './environment.ts';
import { readUnjudged } from './unjudged.ts';

const readers: {
  [Name in PushVendorName]: (read: EnvironmentReader, problems: string[]) => PushVendorSettings[Name];
} = { getui: readGetui, jpush: readJpush, fcm: readFcm, apns: readApns };

/** Which vendors deliver pushes, and as whom; undefined where none is named. */
export function readPushConfig(read: EnvironmentReader, problems: string[]): PushSettings | undefined {
  const fallback = readVendor(read, 'PORTICO_PUSH_VENDOR');
  const routes = {
    android: readVendor(read, 'PORTICO_PUSH_ANDROID') ?? fallback,
    ios: readVendor(read, 'PORTICO_PUSH_IOS') ?? fallback,
  };
  const chosen = Object.entries(routes).filter((route): route is [string, PushVendorName] => route[1] !== undefined);
  const used = new Set(chosen.map(([, name]) => name));
  for (const name of pushVendorNames.filter((each) => !used.has(each))) {
    readUnjudged(problems, () => readers[name](read, problems));
  }
  if (chosen.length === 0) return undefined;
  const vendors = Object.fromEntries([...used].map((name) => [name, readers[name](read, problems)]));
  return { routes: Object.fromEntries(chosen), vendors };
}

function readVendor(read: EnvironmentReader, name: string): PushVendorName | undefined {
  return read.text(name) === undefined ? undefined : read.oneOf(name, pushVendorNames, pushVendorNames[0]);
}

function readGetui(read: EnvironmentReader, problems: string[]): GetuiSettings {
  return {
    appId: read.required('PORTICO_PUSH_GETUI_APP_ID', 'the app’s AppID at Getui'),
    appKey: read.required('PORTICO_PUSH_GETUI_APP_KEY', 'the app’s AppKey at Getui'),
    masterSecret: read.requiredSecret('PORTICO_PUSH_GETUI_MASTER_SECRET', 'the app’s MasterSecret at Getui'),
    endpoint: readEndpoint(read, problems, 'PORTICO_PUSH_GETUI_ENDPOINT', 'https://restapi.getui.com/v2'),
  };
}

function readJpush(read: EnvironmentReader, problems: string[]): JpushSettings {
  return {
    appKey: read.required('PORTICO_PUSH_JPUSH_APP_KEY', 'the app’s AppKey at JPush'),
    masterSecret: read.requiredSecret('PORTICO_PUSH_JPUSH_MASTER_SECRET', 'the app’s Master Secret at JPush'),
    apnsProduction: read.flag('PORTICO_PUSH_JPUSH_APNS_PRODUCTION', true),
    endpoint: readEndpoint(read, problems, 'PORTICO_PUSH_JPUSH_ENDPOINT', 'https://api.jpush.cn'),
  };
}

const appleHosts = { production: 'https://api.push.apple.com', sandbox: 'https://api.sandbox.push.apple.com' } as const;

function readApns(read: EnvironmentReader, problems: string[]): ApnsSettings {
  const environment = read.oneOf('PORTICO_PUSH_APNS_ENVIRONMENT', ['production', 'sandbox'], 'production');
  const privateKey = read.requiredSecret('PORTICO_PUSH_APNS_KEY', 'the .p8 file of a key for APNs');
  if (privateKey !== '') requireKey('PORTICO_PUSH_APNS_KEY', privateKey, { type: 'ec', problems });
  return {
    privateKey,
    keyId: read.required('PORTICO_PUSH_APNS_KEY_ID', 'the id of that key, 10 characters'),
    teamId: read.required('PORTICO_PUSH_APNS_TEAM_ID', 'the id of the team at Apple, 10 characters'),
    topic: read.required('PORTICO_PUSH_APNS_TOPIC', 'the app’s bundle id'),
    endpoint: readEndpoint(read, problems, 'PORTICO_PUSH_APNS_ENDPOINT', appleHosts[environment]),
  };
}

function readFcm(read: EnvironmentReader, problems: string[]): FcmSettings {
  const text = read.requiredSecret(
    'PORTICO_PUSH_FCM_SERVICE_ACCOUNT',
    'the JSON file of a service account of Firebase',
  );
  return {
    serviceAccount: readServiceAccount(text, problems),
    endpoint: readEndpoint(read, problems, 'PORTICO_PUSH_FCM_ENDPOINT', 'https://fcm.googleapis.com'),
  };
}

function readServiceAccount(text: string, problems: string[]): FcmSettings['serviceAccount'] {
  const account = parseObject(text) ?? {};
  const member = (name: string): string => {
    const value = account[name];
    if (typeof value === 'string' && value !== '') return value;
    if (text !== '') problems.push(`PORTICO_PUSH_FCM_SERVICE_ACCOUNT is no service account: it has no ${name}`);
    return '';
  };
  const privateKey = member('private_key');
  if (privateKey !== '') requireKey('PORTICO_PUSH_FCM_SERVICE_ACCOUNT', privateKey, { type: 'rsa', problems });
  const tokenUri = member('token_uri');
  if (tokenUri !== '' && !isSafeEndpoint(tokenUri)) {
    problems.push('PORTICO_PUSH_FCM_SERVICE_ACCOUNT: its token_uri must be an https address');
  }
  return {
    projectId: member('project_id'),
    clientEmail: member('client_email'),
    privateKey,
    privateKeyId: member('private_key_id'),
    tokenUri,
  };
}

/** A key that signs nothing would be noticed at the first push only. */
function requireKey(name: string, pem: string, { type, problems }: { type: 'rsa' | 'ec'; problems: string[] }): void {
  try {
    if (createPrivateKey(pem).asymmetricKeyType === type) return;
    problems.push(`${name} holds a private key of another kind than ${type.toUpperCase()}`);
  } catch {
    problems.push(`${name} holds no private key in PEM`);
  }
}
