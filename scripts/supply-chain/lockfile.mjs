import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One package of package-lock.json.
 * @typedef {{
 *   name?: string, version?: string, license?: string, integrity?: string, resolved?: string, link?: boolean, inBundle?: boolean,
 *   hasInstallScript?: boolean, dev?: boolean, devOptional?: boolean, optional?: boolean,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   peerDependencies?: Record<string, string>, peerDependenciesMeta?: Record<string, { optional?: boolean }>,
 * }} LockEntry
 */
/** @typedef {{ lockfileVersion: number, packages: Record<string, LockEntry> }} Lockfile */
/**
 * @typedef {{
 *   name: string, version: string, license: string, workspaces?: string[], allowScripts?: Record<string, boolean>,
 *   dependencies?: Record<string, string>, optionalDependencies?: Record<string, string>, devDependencies?: Record<string, string>,
 *   scripts?: Record<string, string>, gypfile?: boolean,
 * }} Manifest
 */

/**
 * @param {string} directory
 * @returns {Lockfile}
 */
export function readLockfile(directory) {
  return JSON.parse(readFileSync(join(directory, 'package-lock.json'), 'utf8'));
}

/**
 * @param {string} directory
 * @returns {Manifest}
 */
export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/**
 * What is installed from a registry, by its path: neither the project itself nor its workspaces.
 * @param {Lockfile} lockfile
 */
export function packagesOf(lockfile) {
  return Object.entries(lockfile.packages).filter(([path, entry]) => path.includes('node_modules/') && !entry.link);
}

/**
 * What a package is called in its registry, which an alias (`npm:…`) hides.
 * @param {string} path
 * @param {LockEntry} entry
 */
export function nameOf(path, entry) {
  return entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/**
 * Where `name` is found by what lies at `path`, as Node looks for it: beside it, then further up.
 * @param {Lockfile} lockfile
 * @param {string} path
 * @param {string} name
 * @returns {string | undefined}
 */
export function resolveFrom(lockfile, path, name) {
  for (let folder = path; ; folder = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '') {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lockfile.packages[candidate]) return candidate;
    if (folder === '') return undefined;
  }
}

/**
 * The paths of what a package is installed with: dependencies, optional ones, and peers that are not optional.
 * @param {Lockfile} lockfile
 * @param {string} path
 */
export function dependenciesOf(lockfile, path) {
  const entry = lockfile.packages[path] ?? {};
  const isWanted = (/** @type {string} */ peer) => !entry.peerDependenciesMeta?.[peer]?.optional;
  const names = [
    ...Object.keys(entry.dependencies ?? {}),
    ...Object.keys(entry.optionalDependencies ?? {}),
    ...Object.keys(entry.peerDependencies ?? {}).filter(isWanted),
  ];
  const found = names.map((name) => resolveFrom(lockfile, path, name)).filter((each) => each !== undefined);
  return [...new Set(found)];
}

/**
 * Every path that is reached from these, themselves included.
 * @param {Lockfile} lockfile
 * @param {readonly string[]} paths
 */
export function closureOf(lockfile, paths) {
  const reached = new Set(paths);
  // A set's iteration meets what is added during it.
  for (const path of reached) for (const next of dependenciesOf(lockfile, path)) reached.add(next);
  return reached;
}
