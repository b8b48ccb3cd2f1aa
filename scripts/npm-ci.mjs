import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './carried-node.mjs';
import { exitLike, runChild } from './child.mjs';

// Not inside node_modules: `npm ci` empties that.
const cacheDir = join(root, '.cache');
const lock = join(cacheDir, 'install.lock');
const beatMs = 2_000;
const silentMs = 10_000;

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
  releaseLock();
  const signal = outcome.received ?? outcome.signal;
  if (!signal) {
    console.error(
      `\`npm ci\` failed with status ${outcome.code}: see its message above, check the network and the disk, then run this command again. / 安装依赖失败（状态码 ${outcome.code}），请检查网络与磁盘后重试。`,
    );
  }
  await exitLike({ code: outcome.code, signal });
}

/** @returns {[string, ...string[]]} */
function npmCommand() {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (!cli?.endsWith('npm-cli.js')) return ['npm'];
  // npm's own Node rather than the carried one, which `npm ci` is about to delete.
  return [node && existsSync(node) ? node : process.execPath, cli];
}

/**
 * Runs `action` while no other process does the same in this repository.
 * @param {() => void | Promise<void>} action
 */
export async function withInstallLock(action) {
  await takeLock();
  const heartbeat = setInterval(beat, beatMs);
  try {
    await action();
  } finally {
    clearInterval(heartbeat);
    releaseLock();
  }
}

async function takeLock() {
  try {
    mkdirSync(cacheDir, { recursive: true });
  } catch (error) {
    console.error(
      `Dependencies cannot be installed: ${root} cannot be written (${/** @type {NodeJS.ErrnoException} */ (error).code}). / 目录不可写，无法安装依赖。`,
    );
    process.exit(1);
  }
  let saidSo = false;
  let lastBeat = 0;
  let seenAt = performance.now();
  while (!tryLock()) {
    const holder = readLock();
    if (holder && holder.beatAt !== lastBeat) {
      lastBeat = holder.beatAt;
      seenAt = performance.now();
    }
    if (holder && (isGone(holder.pid) || performance.now() - seenAt > silentMs)) {
      removeStale(holder);
      continue;
    }
    if (!saidSo) console.error('Another process is installing, waiting for it… / 另一个进程正在安装依赖，请稍候…');
    saidSo = true;
    await sleep(200);
  }
}

function tryLock() {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

function readLock() {
  try {
    return { pid: Number(readFileSync(lock, 'utf8')), beatAt: statSync(lock).mtimeMs };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function isGone(pid) {
  // Empty between creation and the first write; in a restarted container the dead holder often had our own number.
  if (!pid) return false;
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return isErrno(error, 'ESRCH');
  }
}

/**
 * Renamed before it is deleted: of two processes that saw the same stale lock, only one may remove it, and never a newer one.
 * @param {{ pid: number }} holder
 */
function removeStale(holder) {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return;
  }
  if (Number(readFileSync(aside, 'utf8')) !== holder.pid) renameSync(aside, lock);
  else rmSync(aside, { force: true });
}

function beat() {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // A waiting process took the lock from us after we had been suspended; `npm ci` itself copes.
  }
}

function releaseLock() {
  if (readLock()?.pid === process.pid) rmSync(lock, { force: true });
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isErrno(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
