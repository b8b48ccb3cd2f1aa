import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeCertificate } from '../../test/support/certificate.ts';
import { ConfigError, readConfig } from '../config.ts';

const read = (url: string, more: Record<string, string> = {}) => readConfig({ PORTICO_REDIS_URL: url, ...more });

function problemsOf(url: string, more: Record<string, string> = {}): readonly string[] {
  try {
    read(url, more);
    return [];
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.problems;
  }
}

test('Redis settings: one server, a cluster and sentinels are told apart by how the address begins', () => {
  const places = [
    ['redis://cache', { kind: 'standalone', server: { host: 'cache', port: 6379 }, database: 0 }],
    ['rediss://[::1]:7000/3', { kind: 'standalone', server: { host: '::1', port: 7000 }, database: 3 }],
    [
      'redis+cluster://a,b:7001,10.0.0.3',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 6379 },
          { host: 'b', port: 7001 },
          { host: '10.0.0.3', port: 6379 },
        ],
      },
    ],
    [
      'redis+sentinel://a,b:7001/mymaster/2',
      {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 26_379 },
          { host: 'b', port: 7001 },
        ],
        master: 'mymaster',
        database: 2,
      },
    ],
  ] as const;
  for (const [url, place] of places) assert.deepEqual(read(url).redis?.place, place, url);
  assert.equal(readConfig({}).redis, undefined);
});

test('Redis settings: user and password are said in the address, or the password apart', () => {
  const login = (url: string, more = {}) => {
    const { user, password } = read(url, more).redis ?? assert.fail();
    return [user, password];
  };
  assert.deepEqual(login('redis://:s%40cret%2F@cache'), [undefined, 's@cret/']);
  assert.deepEqual(login('redis://portico:a:b@cache'), ['portico', 'a:b']);
  assert.deepEqual(login('redis://portico@cache', { PORTICO_REDIS_PASSWORD: 'apart' }), ['portico', 'apart']);
  assert.deepEqual(login('redis://cache', { PORTICO_REDIS_PASSWORD: 'apart' }), [undefined, 'apart']);
});

test('Redis settings: what is shown of the address holds no password, however it was written', () => {
  const written = [
    ['redis://portico:hunter2@cache/1', 'redis://portico:********@cache/1'],
    ['redis+sentinel://:hunter2@a,b/mymaster', 'redis+sentinel://:********@a,b/mymaster'],
    ['redis://cache', 'redis://cache'],
  ] as const;
  for (const [url, shown] of written) {
    const config = read(url);
    assert.equal(config.readings.find(({ variable }) => variable === 'PORTICO_REDIS_URL')?.shown, shown);
    assert.ok(!config.redis?.shown.includes('hunter2'));
  }
  for (const url of [
    'redis://:hunter2/@cache',
    'redis://:hun@ter2@cache?x',
    'redis://u:hunter2@',
    'redis://:hunter2%@c',
  ]) {
    const problems = problemsOf(url);
    assert.ok(problems.length > 0, url);
    assert.doesNotMatch(problems.join('\n'), /hun/, url);
  }
});

test('Redis settings: every problem is told in words', () => {
  const problems: Array<[string, RegExp, Record<string, string>?]> = [
    ['localhost:6379', /must be redis:\/\/host/],
    ['http://cache', /must be redis:\/\/host/],
    ['redis://a,b', /several hosts: begin it with redis\+cluster:\/\/ or redis\+sentinel:\/\//],
    ['redis://cache:99999', /"cache:99999" is no host with a port/],
    ['redis://cache/first', /the database must be a whole number/],
    ['redis+cluster://a,b/1', /a cluster has no database numbers/],
    ['redis+sentinel://a,b', /must name the master/],
    ['redis+sentinel://a/mymaster/0/1', /must name the master/],
    ['redis://portico@cache', /names a user and no password/],
    ['redis://:a@cache', /leave one out/, { PORTICO_REDIS_PASSWORD: 'b' }],
    ['redis://cache', /PORTICO_REDIS_SENTINEL_PASSWORD is for/, { PORTICO_REDIS_SENTINEL_PASSWORD: 'b' }],
    ['redis://cache', /PORTICO_REDIS_PREFIX must be/, { PORTICO_REDIS_PREFIX: 'a b' }],
    ['redis://cache', /PORTICO_REDIS_PASSWORD_FILE cannot be read/, { PORTICO_REDIS_PASSWORD_FILE: '/nowhere' }],
    ['rediss://cache', /PORTICO_REDIS_CA_FILE must name a file/, { PORTICO_REDIS_CA_FILE: '/nowhere' }],
  ];
  for (const [url, problem, more] of problems) {
    const found = problemsOf(url, more);
    assert.equal(found.length, 1, `${url}: ${found.join('\n')}`);
    assert.match(found[0] as string, problem);
  }
});

test('Redis settings: authorities are for TLS alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  const { cert } = makeCertificate();
  writeFileSync(file, cert);
  const more = { PORTICO_REDIS_CA_FILE: file };
  assert.deepEqual(read('rediss://cache', more).redis?.tls, { ca: cert });
  assert.match(problemsOf('redis://cache', more)[0] ?? '', /begin PORTICO_REDIS_URL with rediss/);
});

test('Redis settings: a configuration file whose address holds a password is for its owner alone', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'portico-config-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'portico.toml');
  const warningsFor = (url: string) => {
    writeFileSync(file, `[redis]\nurl = "${url}"\n`, { mode: 0o644 });
    return readConfig({ PORTICO_DATA_DIR: folder }).warnings.filter((warning) => warning.includes('chmod 600'));
  };
  assert.equal(warningsFor('redis://:hunter2@cache').length, 1);
  assert.equal(warningsFor('redis://cache').length, 0);
});
