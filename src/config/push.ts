import { createPrivateKey } from 'node:crypto';
import type { FcmSettings } from '../providers/push/fcm.ts';
import type { PushSettings } from '../providers/push/route.ts';
import type { PushVendorName, PushVendorSettings } from '../providers/push/vendors.ts';
import type { EnvironmentReader } from './environment.ts';

const names = ['', 'fcm'] as const;
const readers: {
  [Name in PushVendorName]: (read: EnvironmentReader, problems: string[]) => PushVendorSettings[Name];
} = { fcm: readFcm };

/** Which vendors deliver pushes, and as whom; undefined where none is named. */
export function readPushConfig(read: EnvironmentReader, problems: string[]): PushSettings | undefined {
  const fallback = read.oneOf('PORTICO_PUSH_VENDOR', names, '');
  const routes = {
    android: read.oneOf('PORTICO_PUSH_ANDROID', names, fallback),
    ios: read.oneOf('PORTICO_PUSH_IOS', names, fallback),
  };
  const chosen = Object.entries(routes).filter((route): route is [string, PushVendorName] => route[1] !== '');
  if (chosen.length === 0) return undefined;
  const used = new Set(chosen.map(([, name]) => name));
  const vendors = Object.fromEntries([...used].map((name) => [name, readers[name](read, problems)]));
  return { routes: Object.fromEntries(chosen), vendors };
}

function readFcm(read: EnvironmentReader, problems: string[]): FcmSettings {
  const text = read.requiredSecret('PORTICO_PUSH_FCM_SERVICE_ACCOUNT', 'the service account’s JSON file of Firebase');
  return {
    serviceAccount: readServiceAccount(text, problems),
    endpoint: readEndpoint(
      read.url('PORTICO_PUSH_FCM_ENDPOINT', 'https://fcm.googleapis.com'),
      'PORTICO_PUSH_FCM_ENDPOINT',
      problems,
    ),
  };
}

function readServiceAccount(text: string, problems: string[]): FcmSettings['serviceAccount'] {
  const account = parseJson(text);
  const member = (name: string): string => {
    const value = account[name];
    if (typeof value === 'string' && value !== '') return value;
    if (text !== '') problems.push(`PORTICO_PUSH_FCM_SERVICE_ACCOUNT is no service account: it has no ${name}`);
    return '';
  };
  const privateKey = member('private_key');
  if (privateKey !== '') requireKey(privateKey, 'rsa', 'PORTICO_PUSH_FCM_SERVICE_ACCOUNT', problems);
  const tokenUri = member('token_uri');
  return {
    projectId: member('project_id'),
    clientEmail: member('client_email'),
    privateKey,
    privateKeyId: member('private_key_id'),
    tokenUri:
      tokenUri === '' ? '' : readEndpoint(tokenUri, 'PORTICO_PUSH_FCM_SERVICE_ACCOUNT: its token_uri', problems),
  };
}

function parseJson(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** A key that signs nothing would be noticed at the first push only. */
function requireKey(pem: string, type: 'rsa' | 'ec', name: string, problems: string[]): void {
  try {
    if (createPrivateKey(pem).asymmetricKeyType !== type) problems.push(`${name} holds no ${type.toUpperCase()} key`);
  } catch {
    problems.push(`${name} holds no private key in PEM`);
  }
}

/** Tokens and keys travel there: in clear only within this machine, as to a double. */
function readEndpoint(url: string, name: string, problems: string[]): string {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' };
  const isLoopback = /^(127(\.\d+){3}|localhost|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback)) {
    problems.push(`${name} must be an https address`);
  }
  return url;
}
