import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Installs Stryker beside this file, unless it is there as the lockfile says. @param {string} folder */
export function ensureStryker(folder) {
  const stamp = join(folder, 'node_modules/.portico-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const cli = process.env.npm_execpath;
  const [command, ...prefix] = cli?.endsWith('npm-cli.js') ? [process.execPath, cli] : ['npm'];
  const args = [...prefix, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(/** @type {string} */ (command), args, { cwd: folder, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`\`npm ci\` in ${folder} failed: ${error?.message ?? `status ${status}`}`);
  writeFileSync(stamp, wanted);
}
