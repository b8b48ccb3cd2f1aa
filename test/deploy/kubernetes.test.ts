import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import type { Deployment } from 'kubernetes-types/apps/v1.d.ts';
import type { Job } from 'kubernetes-types/batch/v1.d.ts';
import type { ConfigMap, PodSpec, Secret, Service } from 'kubernetes-types/core/v1.d.ts';
import type { Ingress } from 'kubernetes-types/networking/v1.d.ts';
import { deployFiles, readYaml, root } from '../support/deploy-files.ts';

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata?: { namespace?: string };
}

const folder = 'deploy/kubernetes';
const paths = deployFiles().filter((path) => path.startsWith(`${folder}/`));
const manifests = paths.map((path) => ({ path, manifest: readYaml<Manifest>(path) }));
// Of the Prometheus operator, which brings its own types.
const foreign = ['ServiceMonitor', 'Kustomization'];

const deployment = readYaml<Deployment>(`${folder}/nodes/deployment.yaml`);
const job = readYaml<Job>(`${folder}/migrate/job.yaml`);
const settings = readYaml<ConfigMap>(`${folder}/base/settings.yaml`).data ?? {};
const pods = [deployment.spec?.template.spec, job.spec?.template.spec] as PodSpec[];

/** Kubernetes' own API as TypeScript sees it: a misspelt field, a wrong type and a missing one are errors. */
function judge(given: ReadonlyArray<Manifest>): string {
  const file = join(root, 'test/output/manifests.ts');
  const lines = given.map(({ apiVersion, ...rest }, index) => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
    const module = `kubernetes-types/${group?.split('.')[0]}/${version}.d.ts`;
    return `export const m${index}: import('${module}').${rest.kind} = ${JSON.stringify({ apiVersion, ...rest })};`;
  });
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, lines.join('\n'));
  const options = ['--ignoreConfig', '--noEmit', '--strict', '--module', 'nodenext', '--allowImportingTsExtensions'];
  try {
    const tsc = join(root, 'node_modules/@typescript/native/bin/tsc');
    return execFileSync(process.execPath, [tsc, ...options, file], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  } finally {
    rmSync(file);
  }
}

test('every manifest is what the Kubernetes API takes, field by field', () => {
  const own = manifests.map(({ manifest }) => manifest).filter(({ kind }) => !foreign.includes(kind));
  assert.ok(own.length >= 9);
  assert.equal(judge(own), '');
  const misspelt = structuredClone(deployment);
  Object.assign(misspelt.spec?.template.spec?.containers[0] ?? {}, { redinessProbe: {} });
  assert.match(judge([misspelt as Manifest]), /redinessProbe/, 'it would see a misspelt word');
});

test('every kustomization names files that are there, and every manifest but the examples is in one', () => {
  const named = manifests.flatMap(({ path, manifest }) =>
    manifest.kind === 'Kustomization'
      ? (manifest as Manifest & { resources: string[] }).resources.map((name) => join(dirname(path), name))
      : [],
  );
  for (const path of named) assert.ok(existsSync(join(root, path)), path);
  const unnamed = paths.filter((path) => !named.includes(path) && !path.endsWith('kustomization.yaml'));
  assert.deepEqual(unnamed, [`${folder}/secret.example.yaml`, `${folder}/service-monitor.yaml`]);
});

test('every secret that the settings name is in the example of the Secret, and nothing else is', () => {
  const { stringData = {} } = readYaml<Secret>(`${folder}/secret.example.yaml`);
  const files = Object.entries(settings).filter(([name]) => name.endsWith('_FILE'));
  const mounted = pods.map(
    ({ containers }) => containers[0]?.volumeMounts?.find(({ name }) => name === 'secrets')?.mountPath,
  );
  for (const [, path] of files) for (const mount of mounted) assert.equal(dirname(path), mount);
  assert.deepEqual(files.map(([, path]) => path.split('/').at(-1)).sort(), Object.keys(stringData).sort());
});

test('a pod has the time to drain, and is told from one that is dead', () => {
  const [pod] = pods;
  const container = pod?.containers[0];
  assert.ok(Number(pod?.terminationGracePeriodSeconds) > Number(settings.PORTICO_DRAIN_DELAY_SECONDS) + 20);
  assert.equal(container?.readinessProbe?.httpGet?.path, '/readyz');
  for (const probe of [container?.startupProbe, container?.livenessProbe])
    assert.equal(probe?.httpGet?.path, '/healthz');
  const { periodSeconds = 0, failureThreshold = 0 } = container?.readinessProbe ?? {};
  assert.ok(Number(settings.PORTICO_DRAIN_DELAY_SECONDS) > periodSeconds * (failureThreshold + 1));
});

test('every pod keeps the restricted standard, and is told no addresses of services as if they were settings', () => {
  for (const { securityContext, containers, automountServiceAccountToken, enableServiceLinks } of pods) {
    assert.deepEqual([automountServiceAccountToken, enableServiceLinks], [false, false]);
    assert.equal(securityContext?.runAsNonRoot, true);
    assert.equal(securityContext?.seccompProfile?.type, 'RuntimeDefault');
    for (const { securityContext: own, resources } of containers) {
      assert.deepEqual(own?.capabilities, { drop: ['ALL'] });
      assert.deepEqual([own?.allowPrivilegeEscalation, own?.readOnlyRootFilesystem], [false, true]);
      assert.ok(resources?.requests?.memory && resources.limits?.memory);
    }
  }
});

test('names that one manifest says of another are the same in both', () => {
  const service = readYaml<Service>(`${folder}/nodes/service.yaml`);
  const { rules = [] } = readYaml<Ingress>(`${folder}/nodes/ingress.yaml`).spec ?? {};
  const ports = pods[0]?.containers[0]?.ports?.map(({ name }) => name);
  assert.deepEqual(service.spec?.selector, deployment.spec?.template.metadata?.labels);
  assert.deepEqual(
    service.spec?.ports?.map(({ targetPort }) => targetPort),
    ports,
  );
  for (const { http } of rules) {
    for (const { backend } of http?.paths ?? []) {
      assert.equal(backend.service?.name, service.metadata?.name);
      assert.ok(ports?.includes(backend.service?.port?.name));
    }
  }
  const inNamespace = manifests.filter(({ manifest }) => !['Namespace', 'Kustomization'].includes(manifest.kind));
  for (const { path, manifest } of inNamespace) assert.equal(manifest.metadata?.namespace, 'portico', path);
});
