import { execFile } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './carried-node.mjs';

/** @typedef {{ rule: string, from: string, to: string }} Violation */
/** @typedef {{ seen: string[], violations: Violation[] }} Cruise */

/**
 * Judges the imports of the tree in `directory` by .dependency-cruiser.cjs. `seen` are our modules that it looked at.
 * @param {string} directory
 * @returns {Promise<Cruise>}
 */
export async function cruise(directory) {
  const tool = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const folders = ['src', 'console/src', 'clients/src'].filter((folder) => existsSync(join(directory, folder)));
  const config = join(root, '.dependency-cruiser.cjs');
  const output = await run([tool, ...folders, '--config', config, '--output-type', 'json'], directory);
  const { modules, summary } = JSON.parse(output);
  return {
    seen: modules
      .map((/** @type {any} */ module) => module.source)
      .filter((/** @type {string} */ path) => /^((console|clients)\/)?src\//.test(path)),
    violations: summary.violations.map((/** @type {any} */ found) => ({
      rule: found.rule.name,
      from: found.from,
      to: found.to,
    })),
  };
}

/**
 * TypeScript files under src/, console/src/ and clients/src/, as paths with forward slashes: what a cruise has to have seen.
 * @param {string} directory
 */
export function sourceFiles(directory) {
  return globSync(['src/**/*.ts', 'console/src/**/*.{ts,tsx}', 'clients/src/**/*.ts'], { cwd: directory }).map((path) =>
    path.replaceAll('\\', '/'),
  );
}

/**
 * @param {string[]} args
 * @param {string} cwd
 * @returns {Promise<string>}
 */
function run(args, cwd) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // Its exit status only repeats the number of violations.
      if (stdout.startsWith('{')) resolve(stdout);
      else reject(new Error(`dependency-cruiser failed: ${stderr || error?.message}`));
    });
  });
}
