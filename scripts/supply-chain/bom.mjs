import { createHash } from 'node:crypto';
import { dependenciesOf, nameOf } from './lockfile.mjs';
import { directPaths, shippedPaths } from './shipped.mjs';

/** @typedef {import('./lockfile.mjs').Lockfile} Lockfile */
/** @typedef {import('./lockfile.mjs').LockEntry} LockEntry */
/** @typedef {import('./shipped.mjs').Part} Part */

/**
 * The bill of materials of what is shipped, in CycloneDX 1.6: what the server runs on, and what is built into the console's page. One
 * lockfile makes one document, byte for byte, so that two of them can be compared.
 * @param {Lockfile} lockfile
 */
export function createBom(lockfile) {
  const project = lockfile.packages[''] ?? {};
  const paths = shippedPaths(lockfile);
  const components = new Map();
  for (const [path, part] of paths) components.set(purlOf(lockfile, path), describe(lockfile, path, part));
  const root = `pkg:npm/${project.name}@${project.version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(lockfile))}`,
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'pre-build' }],
      component: {
        type: 'application',
        'bom-ref': root,
        name: project.name,
        version: project.version,
        licenses: licencesOf(project),
        purl: root,
      },
    },
    components: [...components.values()],
    dependencies: [
      { ref: root, dependsOn: refsOf(lockfile, directPaths(lockfile)) },
      ...dependencyTable(lockfile, [...paths.keys()]),
    ],
  };
}

/**
 * @param {Lockfile} lockfile
 * @param {string} path
 * @param {Part} part
 */
function describe(lockfile, path, part) {
  const entry = /** @type {LockEntry} */ (lockfile.packages[path]);
  const [name = '', group] = nameOf(path, entry).split('/').reverse();
  const purl = purlOf(lockfile, path);
  const digest = (entry.integrity ?? '').replace(/^sha512-/, '');
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group ? { group } : {}),
    name,
    version: entry.version,
    scope: entry.optional ? 'optional' : 'required',
    hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }],
    licenses: licencesOf(entry),
    purl,
    properties: [{ name: 'portico:part', value: part }],
  };
}

/**
 * Packages that lie at several places are one component, which depends on whatever any of them does.
 * @param {Lockfile} lockfile
 * @param {readonly string[]} paths
 */
function dependencyTable(lockfile, paths) {
  /** @type {Map<string, Set<string>>} */
  const table = new Map();
  for (const path of paths) {
    const ref = purlOf(lockfile, path);
    const known = table.get(ref) ?? new Set();
    for (const each of refsOf(lockfile, dependenciesOf(lockfile, path))) known.add(each);
    table.set(ref, known);
  }
  return [...table].map(([ref, dependsOn]) => ({ ref, dependsOn: [...dependsOn].sort() }));
}

/**
 * @param {Lockfile} lockfile
 * @param {readonly string[]} paths
 */
function refsOf(lockfile, paths) {
  return [...new Set(paths.map((path) => purlOf(lockfile, path)))].sort();
}

/**
 * @param {Lockfile} lockfile
 * @param {string} path
 */
function purlOf(lockfile, path) {
  const entry = /** @type {LockEntry} */ (lockfile.packages[path]);
  const name = nameOf(path, entry).replace('@', '%40');
  return `pkg:npm/${name}@${encodeURIComponent(entry.version ?? '')}`;
}

/** @param {LockEntry} entry */
function licencesOf({ license = '' }) {
  return / (?:OR|AND|WITH) /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/**
 * A UUID of version 8, of what it is made from.
 * @param {string} text
 */
function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
