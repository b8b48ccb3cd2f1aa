import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './carried-node.mjs';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
const stampFile = join(modules, '.portico-installed');

/** @typedef {{ version?: string, integrity?: string, link?: boolean, dev?: boolean, optional?: boolean, devOptional?: boolean }} LockEntry */

/**
 * Makes sure that node_modules holds what package-lock.json asks for, and installs it where it does not. With `dev`, the tools too.
 * Talks on stderr only. When the installation fails, says so in one line and exits with its status.
 * @param {{ dev?: boolean }} [needs]
 */
export async function ensureInstalled({ dev = false } = {}) {
  if (stampFits(dev)) return;
  const { withInstallLock, runNpmCi } = await import('./npm-ci.mjs');
  await withInstallLock(async () => {
    if (stampFits(dev)) return;
    const hasTools = filledByHand(true);
    if (hasTools || (!dev && filledByHand(false))) return writeStamp(hasTools);
    await runNpmCi();
    writeStamp(true);
  });
}

/** @param {boolean} dev */
function stampFits(dev) {
  const stamp = readText(stampFile);
  return stamp === expectedStamp(true) || (!dev && stamp === expectedStamp(false));
}

/** @param {boolean} dev */
function expectedStamp(dev) {
  const hash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  return `${hash} ${process.platform}-${process.arch} ${dev ? 'all' : 'runtime'}\n`;
}

/** @param {boolean} dev */
function writeStamp(dev) {
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, expectedStamp(dev));
}

/**
 * Whether a finished `npm ci` or `npm install` left exactly what the lockfile asks for. npm writes its own record last, so an interrupted one never counts.
 * @param {boolean} dev
 */
function filledByHand(dev) {
  const wanted = lockedPackages(lockFile);
  const present = lockedPackages(join(modules, '.package-lock.json'));
  return Object.entries(wanted).every(([path, want]) => {
    if (!path.startsWith('node_modules/') || want.link) return true;
    const have = present[path];
    if (!have) return want.optional || (!dev && (want.dev || want.devOptional));
    return (
      have.version === want.version && have.integrity === want.integrity && existsSync(join(root, path, 'package.json'))
    );
  });
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry>}
 */
function lockedPackages(file) {
  const text = readText(file);
  return text ? (JSON.parse(text).packages ?? {}) : {};
}

/** @param {string} file */
function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
