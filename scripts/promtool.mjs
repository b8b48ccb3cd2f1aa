import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { update } from './apt.mjs';
import { cacheDir } from './carried-node.mjs';
import { runChild } from './child.mjs';

const kept = join(cacheDir, 'promtool');

/**
 * Prometheus' checker of rules and metrics: PORTICO_PROMTOOL, else the one in the PATH or the one that was fetched.
 * Undefined without.
 * @returns {string | undefined}
 */
export function findPromtool() {
  const { PORTICO_PROMTOOL: given, PATH = '' } = process.env;
  if (given) return existsSync(given) ? given : undefined;
  const files = [...PATH.split(delimiter).filter(Boolean), cacheDir].map((folder) => join(folder, 'promtool'));
  return files.find((file) => existsSync(file));
}

/** Fetches Debian's package where there is none and takes the one program out: nothing is installed, and no server begins. */
export async function ensurePromtool() {
  if (findPromtool()) return;
  console.error(
    'Fetching promtool (19 MB) for the tests of metrics and alerts… / 正在获取测试指标和告警规则所需的 promtool…',
  );
  const reason = process.env.PORTICO_PROMTOOL
    ? `PORTICO_PROMTOOL names ${process.env.PORTICO_PROMTOOL}, which is not there`
    : await fetchPromtool();
  if (findPromtool()) return;
  console.error(
    `The tests of metrics and alerts need promtool: ${reason}. Install it (as root: apt-get install prometheus), or name it in PORTICO_PROMTOOL. / ` +
      '指标和告警规则的测试需要 promtool，请先安装，或用 PORTICO_PROMTOOL 指定其路径。',
  );
  process.exit(1);
}

async function fetchPromtool() {
  if (!existsSync('/usr/bin/apt-get')) return 'there is no apt-get to fetch it with';
  mkdirSync(cacheDir, { recursive: true });
  const folder = mkdtempSync(join(cacheDir, 'promtool-'));
  try {
    // Without an index, as in most containers, there is nothing to fetch from.
    if (!(await run('apt-get', ['-q', 'download', 'prometheus'], folder))) {
      await update();
      if (!(await run('apt-get', ['-q', 'download', 'prometheus'], folder))) return 'apt-get could not fetch it';
    }
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb')) ?? '';
    if (!(await run('dpkg-deb', ['-x', archive, 'tree'], folder))) return 'the package could not be opened';
    // In one step, for the next run that asks at the same time.
    renameSync(join(folder, 'tree/usr/bin/promtool'), kept);
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} program
 * @param {string[]} words
 * @param {string} cwd
 */
async function run(program, words, cwd) {
  try {
    const { code } = await runChild(program, words, { cwd, stdio: ['ignore', 2, 2] });
    return code === 0;
  } catch {
    return false;
  }
}
