import { nameOf, packagesOf } from './lockfile.mjs';

/** @typedef {import('./lockfile.mjs').Lockfile} Lockfile */
/** @typedef {import('./lockfile.mjs').LockEntry} LockEntry */
/** @typedef {import('./lockfile.mjs').Manifest} Manifest */

/**
 * Packages that may run a script of their own while they are installed, each with the reason why it has to and what was read of it.
 * None has to: what is native comes as a package with the binary in it.
 * @type {Readonly<Record<string, string>>}
 */
export const reviewedInstallScripts = {};

const exactVersion = /^(?:npm:(?:@[a-z0-9-]+\/)?[a-z0-9._-]+@)?\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/;
// 64 bytes in base64, once: npm takes the best of several, but an old npm the one that it knows.
const sha512 = /^sha512-[A-Za-z0-9+/]{86}==$/;

/**
 * What is wrong with a lockfile and the manifests that it is of (by folder, `''` the project's own), in words. It is the word of what is
 * installed: npm refuses an archive whose hash is another.
 * @param {Lockfile} lockfile
 * @param {Readonly<Record<string, Manifest>>} manifests
 * @returns {string[]}
 */
export function judgeLockfile(lockfile, manifests) {
  const problems = lockfile.lockfileVersion === 3 ? [] : [`lockfileVersion is ${lockfile.lockfileVersion}, not 3`];
  const folders = Object.keys(manifests);
  for (const [path, entry] of packagesOf(lockfile)) {
    problems.push(...judgeEntry(path, entry).map((problem) => `${path}: ${problem}`));
  }
  for (const [path, entry] of Object.entries(lockfile.packages)) {
    const isForeign = entry.link ? !folders.includes(entry.resolved ?? '') : isOutside(path, folders);
    if (isForeign) problems.push(`${path}: is a folder of this machine that is no workspace`);
  }
  for (const [folder, manifest] of Object.entries(manifests)) {
    problems.push(
      ...judgeManifest(manifest, lockfile.packages[folder]).map((problem) => `${manifest.name}: ${problem}`),
    );
  }
  return problems;
}

/**
 * @param {string} path
 * @param {readonly string[]} folders
 */
function isOutside(path, folders) {
  return !path.includes('node_modules/') && !folders.includes(path);
}

/**
 * @param {string} path
 * @param {LockEntry} entry
 */
function judgeEntry(path, entry) {
  const problems = [];
  if (!sha512.test(entry.integrity ?? ''))
    problems.push(`integrity is ${entry.integrity ?? 'missing'}, not one sha512`);
  // Left out, it is the registry that npm is configured for; whatever is named here is asked instead.
  if (entry.resolved !== undefined) problems.push(`comes from a place of its own: ${entry.resolved}`);
  if (entry.inBundle) problems.push('is bundled in another package, and has no hash of its own');
  if (!/^\d+\.\d+\.\d+/.test(entry.version ?? '')) problems.push(`version is ${entry.version ?? 'missing'}`);
  if (entry.hasInstallScript && !(nameOf(path, entry) in reviewedInstallScripts)) {
    problems.push('runs a script while it is installed, which nobody reviewed');
  }
  return problems;
}

/**
 * @param {Manifest} manifest
 * @param {LockEntry | undefined} locked
 */
function judgeManifest(manifest, locked) {
  const problems = [];
  const kinds = /** @type {const} */ (['dependencies', 'optionalDependencies', 'devDependencies']);
  for (const kind of kinds) {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      if (!exactVersion.test(version)) problems.push(`${name} is asked for as ${version}, which is not one version`);
      if (locked?.[kind]?.[name] !== version) problems.push(`${name} is ${version} here and not in package-lock.json`);
    }
  }
  for (const [name, isAllowed] of Object.entries(manifest.allowScripts ?? {})) {
    if (isAllowed && !(name in reviewedInstallScripts))
      problems.push(`allowScripts lets ${name} run what nobody reviewed`);
  }
  return problems;
}
