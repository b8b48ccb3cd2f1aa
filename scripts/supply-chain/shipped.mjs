import { closureOf, dependenciesOf, packagesOf, resolveFrom } from './lockfile.mjs';

/** @typedef {import('./lockfile.mjs').Lockfile} Lockfile */
/** @typedef {'server' | 'console'} Part What runs in the server, and what is built into the console's page. */

/** What console/package.json names to build the page with, and what never comes into a browser. */
const buildTools = [/^vite$/, /^@vitejs\//, /^@types\//];

/**
 * Whatever reaches a server or a browser, by its path.
 * @param {Lockfile} lockfile
 * @returns {Map<string, Part>}
 */
export function shippedPaths(lockfile) {
  /** @type {Map<string, Part>} */
  const parts = new Map();
  for (const path of closureOf(lockfile, consoleLibraries(lockfile))) parts.set(path, 'console');
  for (const [path, entry] of packagesOf(lockfile)) if (!entry.dev) parts.set(path, 'server');
  return new Map([...parts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Lockfile} lockfile */
function consoleLibraries(lockfile) {
  const names = Object.keys(lockfile.packages.console?.devDependencies ?? {});
  const shipped = names.filter((name) => !buildTools.some((tool) => tool.test(name)));
  return shipped.map((name) => resolveFrom(lockfile, 'console', name)).filter((path) => path !== undefined);
}

/**
 * What of it the project asks for itself.
 * @param {Lockfile} lockfile
 */
export function directPaths(lockfile) {
  return [
    ...dependenciesOf(lockfile, '').filter((path) => !lockfile.packages[path]?.link),
    ...consoleLibraries(lockfile),
  ];
}
