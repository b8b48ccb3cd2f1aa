import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ConfigError, readConfig } from '../../src/config.ts';
import { createEdge } from '../../src/edge.ts';
import { watchWithAll } from '../../src/serving/access-log.ts';
import { deployFiles, readDeployFile, readYaml, secondsOf } from '../support/deploy-files.ts';

// Which test looks at what; a file that none looks at would rot.
const lookedAt: Array<[path: RegExp, by: string]> = [
  [/^deploy\/compose\//, 'compose.test.ts'],
  [/^deploy\/docker\//, 'dockerfile.test.ts'],
  [/^deploy\/(grafana|prometheus)\//, '../prometheus.test.ts'],
  [/^deploy\/kubernetes\//, 'kubernetes.test.ts'],
  [/^deploy\/nginx\//, '../behind-nginx.test.ts'],
  [/^deploy\/systemd\//, 'systemd.test.ts'],
];

// Named here before the release that knows them is whole.
const comingSettings = ['PORTICO_REDIS_PASSWORD'];

const isComing = (problem: string): boolean => /^PORTICO_REDIS_URL: this version does without/.test(problem);

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems;
  }
}

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
      const comes = comingSettings.includes(name.replace(/_FILE$/, ''));
      assert.ok(isKnown(name) || comes, `${path}: ${name}`);
    }
  }
});

/** The settings as an operator would have filled them in: every secret is a file that is there. */
function filledIn(t: TestContext, settings: Record<string, string | number>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-settings-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'a-secret-of-32-or-more-characters_1');
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, name.endsWith('_FILE') ? secret : String(value)]),
  );
}

test('the settings of the containers are ones that a node in production takes', (t) => {
  const compose = readYaml<{ services: Record<string, { environment?: Record<string, string> }> }>(
    'deploy/compose/compose.yml',
  ).services['portico-1']?.environment;
  const cluster = readYaml<{ data: Record<string, string> }>('deploy/kubernetes/base/settings.yaml').data;
  for (const settings of [compose ?? {}, cluster]) {
    assert.ok(Object.keys(settings).length > 15);
    const environment = { PORTICO_MODE: 'production', PORTICO_HOST: '0.0.0.0', ...filledIn(t, settings) };
    assert.deepEqual(
      problemsOf(environment).filter((problem) => !isComing(problem)),
      [],
    );
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
  const nobodyAsks = (): never => {
    throw new Error('nobody asks');
  };
  const server = createEdge(nobodyAsks, { watch: watchWithAll([]), readForwarded: nobodyAsks });
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

test('the unit and the image start Node with the flags of `npm start`', () => {
  const flagsOf = (text: string): string[] => text.match(/--[a-z][a-z-]+(?:=\d+)?/g) ?? [];
  const { scripts } = JSON.parse(readDeployFile('package.json')) as { scripts: { start: string } };
  const flags = flagsOf(scripts.start);
  assert.ok(flags.length >= 5, flags.join());
  const lineOf = (path: string, begin: RegExp): string =>
    readDeployFile(path)
      .split('\n')
      .find((line) => begin.test(line)) ?? '';
  for (const [path, begin] of [
    ['deploy/systemd/portico.service', /^ExecStart=/],
    ['deploy/docker/Dockerfile', /^ENTRYPOINT/],
    // V8 takes no code that was compiled under other flags.
    ['deploy/docker/Dockerfile', /warm-cache/],
  ] as const) {
    assert.deepEqual(flagsOf(lineOf(path, begin)), flags, `${path} ${begin}`);
  }
});
