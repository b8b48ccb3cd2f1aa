import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pushVendors } from '../../test/doubles/push/vendors.ts';
import { ConfigError, readConfig } from '../config.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig({ PORTICO_DATA_DIR: '/nowhere', ...environment });
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

test('push config: without a vendor there is none', () => {
  assert.equal(readConfig({ PORTICO_DATA_DIR: '/nowhere' }).push, undefined);
});

test('push config: what is set up for a vendor that is not used is no problem, however wrong, and is not called unknown', () => {
  const unused = {
    PORTICO_PUSH_GETUI_ENDPOINT: 'http://getui.example.com',
    PORTICO_PUSH_APNS_KEY_FILE: '/nowhere/key.p8',
    PORTICO_PUSH_FCM_SERVICE_ACCOUNT: 'garbage',
  };
  assert.deepEqual(problemsOf(unused), []);
  assert.deepEqual(readConfig({ PORTICO_DATA_DIR: '/nowhere', ...unused }).warnings, []);
  assert.ok(problemsOf({ ...unused, PORTICO_PUSH_IOS: 'apns' }).some((problem) => problem.includes('_APNS_KEY_FILE')));
});

test('push config: each client type has its vendor, else the common one', async (t) => {
  const doubles = await Promise.all([pushVendors.getui?.(), pushVendors.apns?.()]);
  t.after(() => Promise.all(doubles.map((double) => double?.close())));
  const environment = { PORTICO_DATA_DIR: '/nowhere', ...doubles[0]?.environment, ...doubles[1]?.environment };
  const routesOf = (more: Record<string, string>) => readConfig({ ...environment, ...more }).push?.routes;
  assert.deepEqual(routesOf({ PORTICO_PUSH_VENDOR: 'getui' }), { android: 'getui', ios: 'getui' });
  assert.deepEqual(routesOf({ PORTICO_PUSH_VENDOR: 'getui', PORTICO_PUSH_IOS: 'apns' }), {
    android: 'getui',
    ios: 'apns',
  });
  assert.deepEqual(routesOf({ PORTICO_PUSH_IOS: 'apns' }), { ios: 'apns' });
});

test('push config: everything that a vendor misses is told at once', () => {
  const problems = problemsOf({ PORTICO_PUSH_ANDROID: 'getui', PORTICO_PUSH_IOS: 'apns' });
  for (const name of [
    'PORTICO_PUSH_GETUI_APP_ID',
    'PORTICO_PUSH_GETUI_APP_KEY',
    'PORTICO_PUSH_GETUI_MASTER_SECRET',
    'PORTICO_PUSH_APNS_KEY',
    'PORTICO_PUSH_APNS_KEY_ID',
    'PORTICO_PUSH_APNS_TEAM_ID',
    'PORTICO_PUSH_APNS_TOPIC',
  ]) {
    assert.ok(
      problems.some((problem) => problem.startsWith(`${name} `) && problem.includes('missing')),
      name,
    );
  }
});

test('push config: a key of another kind, a file that is no service account and an unknown vendor are told', async (t) => {
  const fcm = await pushVendors.fcm?.();
  t.after(() => fcm?.close());
  const account = JSON.parse(fcm?.environment.PORTICO_PUSH_FCM_SERVICE_ACCOUNT ?? '') as Record<string, string>;
  const apns = {
    PORTICO_PUSH_IOS: 'apns',
    PORTICO_PUSH_APNS_KEY_ID: 'K',
    PORTICO_PUSH_APNS_TEAM_ID: 'T',
    PORTICO_PUSH_APNS_TOPIC: 'com.example',
  };
  assert.deepEqual(problemsOf({ ...apns, PORTICO_PUSH_APNS_KEY: account.private_key as string }), [
    'PORTICO_PUSH_APNS_KEY holds a private key of another kind than EC',
  ]);
  assert.deepEqual(problemsOf({ ...apns, PORTICO_PUSH_APNS_KEY: 'rubbish' }), [
    'PORTICO_PUSH_APNS_KEY holds no private key in PEM',
  ]);
  const { client_email: _, ...nameless } = account;
  assert.deepEqual(
    problemsOf({ PORTICO_PUSH_ANDROID: 'fcm', PORTICO_PUSH_FCM_SERVICE_ACCOUNT: JSON.stringify(nameless) }),
    ['PORTICO_PUSH_FCM_SERVICE_ACCOUNT is no service account: it has no client_email'],
  );
  assert.equal(problemsOf({ PORTICO_PUSH_ANDROID: 'fcm', PORTICO_PUSH_FCM_SERVICE_ACCOUNT: 'rubbish' }).length, 5);
  assert.match(problemsOf({ PORTICO_PUSH_ANDROID: 'pigeon' })[0] ?? '', /must be one of getui, jpush, fcm, apns/);
});

test('push config: in clear a vendor is asked on this machine alone', () => {
  const jpush = {
    PORTICO_PUSH_ANDROID: 'jpush',
    PORTICO_PUSH_JPUSH_APP_KEY: 'key',
    PORTICO_PUSH_JPUSH_MASTER_SECRET: 'secret',
  };
  const withEndpoint = (endpoint: string) => problemsOf({ ...jpush, PORTICO_PUSH_JPUSH_ENDPOINT: endpoint });
  for (const endpoint of ['https://vendor.example.com', 'http://127.0.0.1:9', 'http://localhost:9', 'http://[::1]:9']) {
    assert.deepEqual(withEndpoint(endpoint), []);
  }
  for (const endpoint of ['http://vendor.example.com', 'http://127.0.0.1.example.com']) {
    assert.deepEqual(withEndpoint(endpoint), [
      'PORTICO_PUSH_JPUSH_ENDPOINT must begin with https:// (http:// leads to this machine alone)',
    ]);
  }
});

test('push config: secrets are shown masked', () => {
  const { readings } = readConfig({
    PORTICO_DATA_DIR: '/nowhere',
    PORTICO_PUSH_ANDROID: 'jpush',
    PORTICO_PUSH_JPUSH_APP_KEY: 'key',
    PORTICO_PUSH_JPUSH_MASTER_SECRET: 'the secret itself',
  });
  const shown = readings.find(({ variable }) => variable === 'PORTICO_PUSH_JPUSH_MASTER_SECRET');
  assert.equal(shown?.shown, '********');
});

test('push config: the example of docs/push.md is understood to the last word, whichever of its vendors are used', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-push-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const doubles = await Promise.all([pushVendors.fcm?.(), pushVendors.apns?.()]);
  t.after(() => Promise.all(doubles.map((double) => double?.close())));
  const page = readFileSync(join(import.meta.dirname, '../../docs/push.md'), 'utf8');
  const example = /```toml\n(\[push\][\s\S]*?)```/.exec(page)?.[1] ?? '';
  const files = {
    'portico.toml': example,
    'getui.secret': 'a secret',
    'jpush.secret': 'a secret',
    'firebase.json': doubles[0]?.environment.PORTICO_PUSH_FCM_SERVICE_ACCOUNT,
    'AuthKey.p8': doubles[1]?.environment.PORTICO_PUSH_APNS_KEY,
  };
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(folder, name), content ?? '', { mode: 0o600 });
  for (const more of [
    {},
    { PORTICO_PUSH_ANDROID: 'fcm' },
    { PORTICO_PUSH_ANDROID: 'jpush', PORTICO_PUSH_IOS: 'fcm' },
  ]) {
    const { warnings, readings } = readConfig({ PORTICO_DATA_DIR: folder, ...more });
    assert.deepEqual(warnings, []);
    assert.equal(JSON.stringify(readings).includes('a secret'), false);
  }
  assert.deepEqual(readConfig({ PORTICO_DATA_DIR: folder }).push?.routes, { android: 'getui', ios: 'apns' });
});
