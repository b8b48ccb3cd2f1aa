import assert from 'node:assert/strict';
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { root } from '../scripts/carried-node.mjs';
import { createBom } from '../scripts/supply-chain/bom.mjs';
import { judgeSupplyChain } from '../scripts/supply-chain/judge.mjs';
import { judgeInstalled } from '../scripts/supply-chain/judge-installed.mjs';
import { judgeLicences, listLicences } from '../scripts/supply-chain/licence-rules.mjs';
import { nameOf, packagesOf, readLockfile } from '../scripts/supply-chain/lockfile.mjs';

test('supply chain: what is installed is what was locked, with one sha512 each, from no place of its own, and runs no script', () => {
  assert.deepEqual(judgeSupplyChain(root), []);
  assert.ok(packagesOf(readLockfile(root)).length > 400, 'something was looked at');
});

test('supply chain: of every package the licence is known, and permissive or reviewed', () => {
  const lockfile = readLockfile(root);
  assert.deepEqual(judgeLicences(lockfile), []);
  const listed = listLicences(lockfile);
  assert.deepEqual(new Set(listed.map(({ part }) => part)), new Set(['server', 'console', 'dev']));
  for (const { name, licence } of listed) assert.match(licence, /^[0-9A-Za-z.-]+( (OR|AND) [0-9A-Za-z.-]+)*$/, name);
});

test('supply chain: a licence that nothing needs any more is told, so that no rule outlives its reason', () => {
  const lockfile = readLockfile(root);
  for (const [path, entry] of packagesOf(lockfile)) {
    if (nameOf(path, entry).startsWith('@resvg/') || entry.license === '0BSD') delete lockfile.packages[path];
  }
  const problems = judgeLicences(lockfile);
  assert.ok(problems.some((problem) => problem.startsWith('@resvg/resvg-js: nothing')));
  assert.ok(problems.some((problem) => problem.startsWith('0BSD: nothing')));
});

test('supply chain: files that came by other ways than the lockfile are found', (t) => {
  const directory = plantTree(t);
  const lockfile = readLockfile(directory);
  assert.deepEqual(judgeInstalled(directory, lockfile), []);

  change(directory, 'node_modules/croner/package.json', (manifest) => {
    manifest.version = '0.0.1';
    manifest.license = 'AGPL-3.0-only';
    manifest.scripts = { postinstall: 'node steal.js' };
  });
  write(directory, 'node_modules/smol-toml/binding.gyp', '{}');
  write(directory, 'node_modules/@extra/package/package.json', '{"name":"@extra/package"}');
  write(directory, 'node_modules/croner/node_modules/nested/package.json', '{"name":"nested"}');
  change(directory, 'node_modules/.package-lock.json', ({ packages }) => {
    packages['node_modules/jose'].integrity = `sha512-${'A'.repeat(86)}==`;
  });
  rmSync(join(directory, 'node_modules/pino'), { recursive: true });
  const found = judgeInstalled(directory, lockfile).sort();
  assert.deepEqual(found, [
    'node_modules/@extra/package: is installed and not in package-lock.json',
    'node_modules/croner/node_modules/nested: is installed and not in package-lock.json',
    'node_modules/croner: calls itself croner@0.0.1',
    'node_modules/croner: has postinstall',
    'node_modules/croner: says that its licence is "AGPL-3.0-only"',
    'node_modules/jose: was unpacked from another archive',
    'node_modules/pino: is not installed',
    'node_modules/smol-toml: has binding.gyp',
  ]);
});

test('SBOM: it is what the schema of CycloneDX 1.6 says, and a broken one is not', () => {
  const validate = compileSchema();
  const bom = createBom(readLockfile(root));
  assert.ok(validate(JSON.parse(JSON.stringify(bom))), JSON.stringify(validate.errors, undefined, 1));
  assert.ok(!validate({ ...bom, components: [{ ...bom.components[0], type: 'none of theirs' }] }));
  assert.ok(!validate({ ...bom, components: [{ ...bom.components[0], licenses: [{ license: { id: 'No-Such' } }] }] }));
});

test('SBOM: whatever the server runs on is in it once, with its hash, and so is what the console is built of', () => {
  const lockfile = readLockfile(root);
  const { components, dependencies, metadata } = createBom(lockfile);
  const named = components.map(({ purl }) => decodeURIComponent(purl).replace('pkg:npm/', ''));
  assert.equal(new Set(named).size, named.length);
  for (const [path, entry] of packagesOf(lockfile)) {
    if (!entry.dev) assert.ok(named.includes(`${nameOf(path, entry)}@${entry.version}`), path);
  }
  for (const name of importedByConsole())
    assert.ok(
      named.some((each) => each.startsWith(`${name}@`)),
      name,
    );
  for (const tool of ['vite', 'typescript', '@biomejs/biome', 'playwright-core', '@types/react']) {
    assert.ok(!named.some((each) => each.startsWith(`${tool}@`)), tool);
  }
  for (const { hashes, purl } of components) assert.match(hashes[0]?.content ?? '', /^[0-9a-f]{128}$/, purl);
  const refs = new Set(components.map((component) => component['bom-ref']));
  assert.deepEqual(new Set(dependencies.map(({ ref }) => ref)), new Set([...refs, metadata.component['bom-ref']]));
  for (const { dependsOn } of dependencies) for (const ref of dependsOn) assert.ok(refs.has(ref), ref);
});

test('SBOM: everything in it is reached from Portico itself', () => {
  const { dependencies, metadata } = createBom(readLockfile(root));
  const table = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const reached = new Set([metadata.component['bom-ref']]);
  for (const ref of reached) for (const next of table.get(ref) ?? []) reached.add(next);
  assert.deepEqual(
    [...table.keys()].filter((ref) => !reached.has(ref)),
    [],
  );
});

test('SBOM: one lockfile makes one document, another one another', () => {
  const lockfile = readLockfile(root);
  const first = createBom(lockfile);
  assert.deepEqual(createBom(readLockfile(root)), first);
  for (const [, entry] of packagesOf(lockfile).slice(0, 1)) entry.version = '0.0.1';
  assert.notEqual(createBom(lockfile).serialNumber, first.serialNumber);
});

function compileSchema() {
  const folder = join(
    dirname(fileURLToPath(import.meta.resolve('@cyclonedx/cyclonedx-library/package.json'))),
    'res/schema',
  );
  const read = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.SNAPSHOT.schema.json`), 'utf8'));
  // Formats are e-mails, times and addresses, of which the document has none.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const schema = read('bom-1.6');
  // It refers to the files beside it by their names there, which are not those that they give themselves.
  for (const name of ['spdx', 'jsf-0.82']) {
    const { $id, ...rest } = read(name);
    ajv.addSchema(rest, new URL(`${name}.SNAPSHOT.schema.json`, schema.$id).href);
  }
  return ajv.compile(schema);
}

/** Packages that a module of the page names; in types alone too, for they are named the same. */
function importedByConsole(): string[] {
  const files = globSync('console/src/**/*.{ts,tsx}', { cwd: root });
  const sources = files.map((file) => readFileSync(join(root, file), 'utf8'));
  const names = sources.flatMap((source) => [
    ...source.matchAll(/^(?:import [^'\n]*|\} from )'((?:@[\w-]+\/)?[\w-]+)[^']*';/gm),
  ]);
  const found = new Set(names.map(([, name = '']) => name).filter((name) => !name.startsWith('.')));
  assert.ok(found.has('react') && found.has('antd'), [...found].join());
  return [...found];
}

/** A tree with what the lockfile needs of a few packages. */
function plantTree(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'portico-supply-chain-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const lockfile = readLockfile(root);
  const kept = ['', 'node_modules/croner', 'node_modules/jose', 'node_modules/pino', 'node_modules/smol-toml'];
  lockfile.packages = Object.fromEntries(kept.map((path) => [path, lockfile.packages[path] ?? {}]));
  write(directory, 'package-lock.json', JSON.stringify(lockfile));
  write(directory, 'node_modules/.package-lock.json', JSON.stringify(lockfile));
  for (const path of kept.slice(1)) {
    mkdirSync(join(directory, path), { recursive: true });
    cpSync(join(root, path, 'package.json'), join(directory, path, 'package.json'));
  }
  return directory;
}

function write(directory: string, path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

// biome-ignore lint/suspicious/noExplicitAny: a file of somebody else's, of which a member or two are changed
function change(directory: string, path: string, by: (content: any) => void): void {
  const content = JSON.parse(readFileSync(join(directory, path), 'utf8'));
  by(content);
  write(directory, path, JSON.stringify(content));
}
