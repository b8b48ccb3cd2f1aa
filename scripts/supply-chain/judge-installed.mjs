import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reviewedInstallScripts } from './judge-lockfile.mjs';
import { nameOf, packagesOf, readManifest } from './lockfile.mjs';

/** @typedef {import('./lockfile.mjs').Lockfile} Lockfile */
/** @typedef {import('./lockfile.mjs').LockEntry} LockEntry */

/**
 * What node_modules in `directory` holds beside or against the lockfile, in words. The hashes of archives are npm's to compare, when it
 * unpacks them; this tells what came by other ways, and what a lockfile keeps silent about.
 * @param {string} directory
 * @param {Lockfile} lockfile
 * @returns {string[]}
 */
export function judgeInstalled(directory, lockfile) {
  const record = JSON.parse(readFileSync(join(directory, 'node_modules/.package-lock.json'), 'utf8'));
  const problems = [];
  for (const [path, entry] of packagesOf(lockfile)) {
    if (existsSync(join(directory, path, 'package.json'))) {
      const found = judgePackage(join(directory, path), nameOf(path, entry), entry);
      if (record.packages[path]?.integrity !== entry.integrity) found.push('was unpacked from another archive');
      problems.push(...found.map((problem) => `${path}: ${problem}`));
    } else if (!entry.optional) problems.push(`${path}: is not installed`);
  }
  for (const path of installedPackages(directory)) {
    if (!lockfile.packages[path]) problems.push(`${path}: is installed and not in package-lock.json`);
  }
  return problems;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {LockEntry} entry
 */
function judgePackage(folder, name, entry) {
  const manifest = readManifest(folder);
  const problems = [];
  if (manifest.name !== name || manifest.version !== entry.version) {
    problems.push(`calls itself ${manifest.name}@${manifest.version}`);
  }
  if (manifest.license !== entry.license) problems.push(`says that its licence is ${JSON.stringify(manifest.license)}`);
  const scripts = ['preinstall', 'install', 'postinstall'].filter((script) => manifest.scripts?.[script]);
  // Where there is a binding.gyp, npm builds it, unless the manifest forbids that.
  if (manifest.gypfile !== false && existsSync(join(folder, 'binding.gyp'))) scripts.push('binding.gyp');
  if (scripts.length > 0 && !(name in reviewedInstallScripts)) problems.push(`has ${scripts.join(', ')}`);
  return problems;
}

/**
 * Paths of packages, links to workspaces included.
 * @param {string} directory
 */
function installedPackages(directory) {
  const pattern = '**/node_modules/{[!.@]*,@*/*}/package.json';
  return globSync(pattern, { cwd: directory, exclude: (name) => name === '.cache' || name === '.git' })
    .map((path) => path.replaceAll('\\', '/').replace(/\/package\.json$/, ''))
    .filter((path) => path.startsWith('node_modules/') || path.startsWith('console/node_modules/'));
}
