import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDatabaseConfig } from './database.ts';
import { createEnvironmentReader, type Environment } from './environment.ts';

function read(environment: Environment) {
  const problems: string[] = [];
  const reader = createEnvironmentReader(environment, problems);
  return { config: readDatabaseConfig(reader, problems), problems, readings: reader.readings() };
}

test('database: without an address, or with sqlite:, the data are in the data directory', () => {
  for (const environment of [{}, { PORTICO_DATABASE_URL: ' ' }, { PORTICO_DATABASE_URL: 'sqlite:' }]) {
    assert.deepEqual([read(environment).config, read(environment).problems], [undefined, []]);
  }
});

test('database: an address is taken with its password, of which nothing is shown', () => {
  const given = {
    PORTICO_DATABASE_URL: 'postgres://portico:p%40ss:word@127.0.0.1:5433/portico?options=-csearch_path%3Dx',
  };
  const { config, problems, readings } = read(given);
  assert.deepEqual(problems, []);
  assert.equal(
    config?.primary.url,
    'postgres://portico:p%40ss%3Aword@127.0.0.1:5433/portico?options=-csearch_path%3Dx',
  );
  assert.deepEqual([config?.primary.tls, config?.primary.most, config?.primary.mostWaiting], [false, 10, 1000]);
  assert.ok(
    readings.every(({ shown }) => !/p%40ss|word/.test(shown)),
    JSON.stringify(readings),
  );
  assert.match(readings[0]?.shown ?? '', /^postgres:\/\/portico:\*{8}@127\.0\.0\.1:5433\/portico/);
});

test('database: a password can stand apart', () => {
  const { config } = read({ PORTICO_DATABASE_URL: 'postgresql://u@localhost/d', PORTICO_DATABASE_PASSWORD: 'p@:/%' });
  assert.equal(new URL(config?.primary.url ?? '').password, 'p%40%3A%2F%25');
});

test('database: over a network it must be said how the connection is secured', () => {
  const at = (query: string) => read({ PORTICO_DATABASE_URL: `postgres://u:p@db.example.com/d${query}` });
  assert.match(at('').problems.join(), /sslmode=verify-full .*sslmode=require .*sslmode=disable/);
  assert.match(at('?sslmode=prefer').problems.join(), /must say how its connection is secured/);
  assert.match(at('?sslmode=verify-full&sslrootcert=/nowhere.pem').problems.join(), /sslrootcert cannot be read/);
  assert.deepEqual(at('?sslmode=disable').config?.primary.tls, false);
  assert.deepEqual(at('?sslmode=require').config?.primary.tls, { rejectUnauthorized: false });
  assert.deepEqual(at('?sslmode=verify-full').config?.primary.tls, { rejectUnauthorized: true });
  assert.equal(at('?sslmode=verify-full').config?.primary.url, 'postgres://u:p@db.example.com/d');
});

test('database: what is no address of a database is told in words', () => {
  for (const [url, said] of [
    ['mysql://h/d', /must be sqlite: or an address such as postgres:\/\//],
    ['postgres', /must be sqlite: or an address such as postgres:\/\//],
    ['postgres://u@127.0.0.1', /names no database/],
  ] as const) {
    assert.match(read({ PORTICO_DATABASE_URL: url }).problems.join(), said, url);
  }
  assert.match(read({ PORTICO_DATABASE_REPLICA_URL: 'postgres://h/d' }).problems.join(), /needs PORTICO_DATABASE_URL/);
  const sizes = { PORTICO_DATABASE_CONNECTIONS: '1', PORTICO_DATABASE_QUEUE: '0' };
  assert.equal(read({ PORTICO_DATABASE_URL: 'postgres://127.0.0.1/d', ...sizes }).problems.length, 2);
});
