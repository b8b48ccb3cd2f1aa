import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** System calls that fail in a process for a while. */
export interface FailingCalls {
  /** How many failed so far. */
  failed(): number;
  /** From now on they do what they should. */
  mend(): Promise<void>;
}

interface Failure {
  /** As strace names them, with commas between. */
  calls: string;
  error: 'EIO' | 'ENOSPC';
  /** Files that it is about; all where none is named. */
  paths?: readonly string[];
}

const attachLimitMs = 20_000;
const patienceMs = 5_000;

/** Makes calls of running processes fail, all of their threads, by strace; resolves once they do. */
export async function failCalls(pids: readonly number[], { calls, error, paths = [] }: Failure): Promise<FailingCalls> {
  const processes = pids.flatMap((pid) => ['-p', String(pid)]);
  const about = paths.flatMap((path) => ['-P', realpathSync(path)]);
  const inject = ['-e', `trace=${calls}`, '-e', `inject=${calls}:error=${error}`];
  const strace = spawn('strace', ['-f', '-q', ...inject, ...about, ...processes], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(strace, 'exit');
  let told = '';
  strace.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });

  async function mend(): Promise<void> {
    strace.kill('SIGINT');
    // Whom it traced may have ended in a way that it does not notice.
    const impatience = setTimeout(() => strace.kill('SIGKILL'), patienceMs);
    await ended;
    clearTimeout(impatience);
  }

  await waitUntilTraced(pids, strace, () => told).catch(async (error: unknown) => {
    await mend();
    throw error;
  });
  return { failed: () => told.split('(INJECTED)').length - 1, mend };
}

async function waitUntilTraced(pids: readonly number[], strace: ChildProcess, told: () => string): Promise<void> {
  for (const deadline = Date.now() + attachLimitMs; !pids.every(isTraced); await delay(20)) {
    if (strace.exitCode !== null || Date.now() > deadline) throw new Error(`strace does not attach: ${told()}`);
  }
}

/** Whether each of its threads has a tracer; who ended meanwhile calls nothing any more. */
function isTraced(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/task`).every((thread) =>
      /^TracerPid:\t[1-9]/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
    );
  } catch {
    return !existsSync(`/proc/${pid}`);
  }
}
