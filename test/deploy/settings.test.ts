import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createEdge } from '../../src/edge.ts';
import { deployFiles, readDeployFile, secondsOf } from '../support/deploy-files.ts';

// Which test looks at what; a file that none looks at would rot.
const lookedAt: Array<[path: RegExp, by: string]> = [
  [/^deploy\/compose\//, 'compose.test.ts'],
  [/^deploy\/docker\//, 'dockerfile.test.ts'],
  [/^deploy\/kubernetes\//, 'kubernetes.test.ts'],
  [/^deploy\/nginx\//, '../behind-nginx.test.ts'],
  [/^deploy\/systemd\//, 'systemd.test.ts'],
];

// Named here before the release that knows them is whole.
const comingSettings = [
  'PORTICO_DATABASE_PASSWORD',
  'PORTICO_METRICS_TOKEN',
  'PORTICO_REDIS_PASSWORD',
  'PORTICO_STORAGE_ACCESS_KEY_ID',
  'PORTICO_STORAGE_SECRET_ACCESS_KEY',
];

function isKnown(name: string): boolean {
  try {
    return readConfig({ [name]: 'x' }).warnings.every((warning) => !warning.startsWith(`${name} is no setting`));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.warnings.every((warning) => !warning.startsWith(`${name} is no setting`));
  }
}

test('every setting that a file below deploy/ names is one of Portico’s', () => {
  assert.equal(isKnown('PORTICO_NO_SUCH_SETTING'), false);
  for (const path of deployFiles()) {
    const names = new Set(readDeployFile(path).match(/PORTICO_[A-Z_]+[A-Z]/g));
    for (const name of names) {
      const isComing = comingSettings.includes(name.replace(/_FILE$/, ''));
      assert.ok(isKnown(name) || isComing, `${path}: ${name}`);
    }
  }
});

test('every file below deploy/ is looked at by a test', () => {
  for (const path of deployFiles())
    assert.ok(
      lookedAt.some(([pattern]) => pattern.test(path)),
      path,
    );
});

test('nginx closes idle connections before a node does, and before a node that drains stops', () => {
  const nginx = readDeployFile('deploy/nginx/portico.conf');
  const idle = [...nginx.matchAll(/^ {4}keepalive_timeout (\w+);/gm)].map(([, time = '']) => secondsOf(time));
  const [body, send, read] = ['client_body_timeout', 'proxy_send_timeout', 'proxy_read_timeout'].map((name) =>
    secondsOf(new RegExp(`${name} (\\w+);`).exec(nginx)?.[1] ?? ''),
  );
  const server = createEdge(() => {
    throw new Error('nobody asks');
  });
  assert.equal(idle.length, 2);
  const delays = deployFiles().flatMap((path) =>
    [...readDeployFile(path).matchAll(/PORTICO_DRAIN_DELAY_SECONDS[=:] ?"?(\d+)/g)].map(([, seconds]) =>
      Number(seconds),
    ),
  );
  assert.equal(delays.length, 3);
  for (const seconds of idle) {
    assert.ok(seconds * 1_000 < server.keepAliveTimeout);
    for (const delay of delays) assert.ok(seconds < delay);
  }
  for (const seconds of [body, send, read]) assert.ok(Number(seconds) * 1_000 > server.timeout);
});
