import { existsSync } from 'node:fs';
import { root } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';
import { releaseLock, withProcessLock } from './process-lock.mjs';

const lock = {
  name: 'install',
  waiting: 'Another process is installing, waiting for it… / 另一个进程正在安装依赖，请稍候…',
};

/** Runs `npm ci` with its output on stderr; when it fails or is interrupted, ends this process. */
export async function runNpmCi() {
  console.error('Installing dependencies (first run)… / 首次运行，正在安装依赖…');
  const [command, ...prefix] = npmCommand();
  const args = [...prefix, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const shell = process.platform === 'win32' && command === 'npm';
  // Told to stop, npm would roll back for many seconds; the next run repairs what is half done anyway.
  const options = { cwd: root, stdio: /** @type {['ignore', 2, 2]} */ (['ignore', 2, 2]), shell, killAfterMs: 1_000 };
  const outcome = await runChild(command, args, options).catch((error) => {
    console.error(`npm could not be started: ${error.message}`);
    return { code: 127, signal: null, received: null };
  });
  if (outcome.code === 0 && !outcome.received) return;
  releaseLock(lock.name);
  const signal = outcome.received ?? outcome.signal;
  if (!signal) {
    console.error(
      `\`npm ci\` failed with status ${outcome.code}: see its message above, check the network and the disk, then run this command again. / 安装依赖失败（状态码 ${outcome.code}），请检查网络与磁盘后重试。`,
    );
  }
  await exitLike({ code: outcome.code, signal });
}

/**
 * How npm is called: the very one that started this program, else the one of the system.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (!cli?.endsWith('npm-cli.js')) return ['npm'];
  // npm's own Node rather than the carried one, which `npm ci` is about to delete.
  return [node && existsSync(node) ? node : process.execPath, cli];
}

/**
 * Runs `action` while no other process installs in this repository; where it cannot be written, says so and exits with 1.
 * @param {() => void | Promise<void>} action
 */
export async function withInstallLock(action) {
  await withProcessLock(lock, action).catch((error) => {
    if (!/^E(ACCES|PERM|ROFS|NOSPC)$/.test(error?.code)) throw error;
    console.error(
      `Dependencies cannot be installed: ${root} cannot be written (${error.code}). / 目录不可写，无法安装依赖。`,
    );
    process.exit(1);
  });
}
