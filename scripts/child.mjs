import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null, received: NodeJS.Signals | null }} Outcome */

/** @type {NodeJS.Signals[]} */
const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a program to its end and hands every stop signal on to it; with `killAfterMs`, ends it for good when it takes longer than that. `received` is the signal that reached this process meanwhile.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & { onMessage?: (message: unknown) => void, killAfterMs?: number }} options
 * @returns {Promise<Outcome>}
 */
export function runChild(command, args, { onMessage, killAfterMs, ...options }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    /** @type {NodeJS.Signals | null} */
    let received = null;
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => {
      received = signal;
      child.kill(signal);
      if (killAfterMs !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfterMs).unref();
    };
    const stopForwarding = () => {
      for (const signal of stopSignals) process.off(signal, forward);
    };
    for (const signal of stopSignals) process.on(signal, forward);
    if (onMessage) child.on('message', onMessage);
    child.on('error', (error) => {
      stopForwarding();
      reject(error);
    });
    child.on('exit', (code, signal) => {
      stopForwarding();
      resolve({ code, signal, received });
    });
  });
}

/**
 * Ends this process the way its child ended, so that npm and shells see the same.
 * @param {Pick<Outcome, 'code' | 'signal'>} outcome
 * @returns {Promise<never>}
 */
export function exitLike({ code, signal }) {
  if (!signal) process.exit(code ?? 1);
  process.kill(process.pid, signal);
  // Where the signal does not end this process (Windows, an ignored SIGHUP under nohup), the shell's convention does.
  return new Promise(() => setTimeout(() => process.exit(128 + constants.signals[signal]), 500));
}
