import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir } from './carried-node.mjs';

const beatMs = 2_000;
const silentMs = 10_000;

/**
 * Runs `action` while no other process does the same in this repository; says `waiting` on stderr when it has to wait. A lock
 * whose holder is gone or silent is taken over. Throws the file system's error where no lock can be written.
 * @param {{ name: string, waiting: string }} lock
 * @param {() => void | Promise<void>} action
 */
export async function withProcessLock({ name, waiting }, action) {
  const file = lockFile(name);
  await takeLock(file, waiting);
  const heartbeat = setInterval(() => beat(file), beatMs);
  try {
    await action();
  } finally {
    clearInterval(heartbeat);
    releaseLock(name);
  }
}

/**
 * For a process that is about to end itself inside of the action.
 * @param {string} name
 */
export function releaseLock(name) {
  const file = lockFile(name);
  if (readLock(file)?.pid === process.pid) rmSync(file, { force: true });
}

/** @param {string} name */
const lockFile = (name) => join(cacheDir, `${name}.lock`);

/**
 * @param {string} file
 * @param {string} waiting
 */
async function takeLock(file, waiting) {
  mkdirSync(cacheDir, { recursive: true });
  let saidSo = false;
  let lastBeat = 0;
  let seenAt = performance.now();
  while (!tryLock(file)) {
    const holder = readLock(file);
    if (holder && holder.beatAt !== lastBeat) {
      lastBeat = holder.beatAt;
      seenAt = performance.now();
    }
    if (holder && (isGone(holder.pid) || performance.now() - seenAt > silentMs)) {
      removeStale(file, holder);
      continue;
    }
    if (!saidSo) console.error(waiting);
    saidSo = true;
    await sleep(200);
  }
}

/** @param {string} file */
function tryLock(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  }
}

/** @param {string} file */
function readLock(file) {
  try {
    return { pid: Number(readFileSync(file, 'utf8')), beatAt: statSync(file).mtimeMs };
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
 * @param {string} file
 * @param {{ pid: number }} holder
 */
function removeStale(file, holder) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (Number(readFileSync(aside, 'utf8')) !== holder.pid) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

/** @param {string} file */
function beat(file) {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // A waiting process took the lock from us after we had been suspended; what it guards copes.
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function isErrno(error, code) {
  return error instanceof Error && 'code' in error && error.code === code;
}
